"""Every sentence that readers see, in Spanish as the source; `locales/en/*.po` has the English.

Here is what every conversation needs; a feature with texts of its own has a module and a catalogue of its name.
"""

from bot.assistant.answer import Reason

# One text for each reason; an answer that was found is composed from the guide instead.
REASONS = {
    Reason.NOT_COVERED: (
        "🙏 La guía no cubre eso, y prefiero no inventar.\n\n"
        "Yo respondo sobre consorcios de exportación, certificaciones y cómo vender en otros países. "
        "Anoté su pregunta para que el equipo la revise."
    ),
    Reason.UNSURE: (
        "🤔 No estoy seguro de haber entendido. ¿Su pregunta es sobre alguno de estos temas?\n\n"
        "Escoja uno, o escríbame la pregunta con otras palabras."
    ),
    Reason.WHICH_SECTOR: "🤔 Depende del producto. ¿Es para alimentos o para cosméticos?",
    Reason.WHICH_MARKET: "🌎 Depende del país. ¿Para qué mercado es? Escoja uno, o escríbame otro.",
    Reason.EMPTY: (
        "Recibí su mensaje, pero no veo una pregunta escrita. Escríbame con sus palabras, por ejemplo: "
        "«¿qué necesito para vender mis cremas en España?»"
    ),
    Reason.TOO_LONG: (
        "Su mensaje es muy largo para mí. Por favor, escríbame la pregunta en menos de 1.000 letras; "
        "si son varias, una por mensaje."
    ),
    Reason.INSTRUCTIONS: (
        "Solo puedo responder preguntas sobre consorcios, certificaciones y exportación, con lo que dice la guía. "
        "¿Qué quiere saber?"
    ),
    Reason.OTHER_LANGUAGE: (
        "Por ahora hablo español e inglés. ¿Me escribe en uno de los dos?\n\n"
        "I speak Spanish and English. Could you write in one of them?"
    ),
    Reason.GREETING: (
        "¡Hola! 👋 Soy Consorcia. Pregúnteme lo que quiera saber sobre unirse a un consorcio, certificarse o "
        "exportar. Escriba como habla; yo le entiendo."
    ),
    Reason.HOW_ARE_YOU: (
        "¡Muy bien, gracias! Listo para ayudarle. ¿Qué quiere saber sobre consorcios, certificaciones o exportación?"
    ),
    Reason.THANKS: "¡Con mucho gusto! Si tiene otra pregunta, aquí estoy.",
    Reason.FAREWELL: "¡Hasta pronto! Que le vaya muy bien con su empresa.",
    Reason.ACKNOWLEDGEMENT: "Perfecto. Si quiere saber algo más, escríbame o toque el menú.",
    Reason.WHO_ARE_YOU: (
        "Soy Consorcia, un asistente automático (no una persona). Respondo solo con la guía del programa de "
        "consorcios de exportación, y le muestro de dónde sale cada respuesta.\n\n"
        "Pregúnteme cómo unirse a un consorcio, qué certificación necesita o cómo vender en otro país."
    ),
    Reason.COMPLAINT: (
        "Siento no haberle ayudado. 🙏 Escríbame la pregunta con otras palabras, o busque el tema en el menú."
    ),
    Reason.PERSON: "Le entiendo: hay cosas que es mejor hablarlas. Aquí le muestro con quién puede comunicarse.",
    Reason.MENU: "📚 Estos son los temas de la guía. Toque uno:",
    Reason.NEW_QUESTION: "¡Claro! Empecemos de nuevo. ¿Qué quiere saber?",
}

# The menu's order and names; a section of the guide that is not named here comes last under its own name.
SECTIONS = {
    "programme": "🌱 El programa",
    "consortia": "🤝 Los consorcios",
    "readiness": "🧭 ¿Estoy listo?",
    "certification": "✅ Certificaciones",
    "markets": "🌎 Mercados",
    "export": "🚢 Cómo exportar",
    "about": "💬 Sobre este asistente",
}
LANGUAGE_NAMES = {"es": "Español", "en": "English"}
COMMANDS = {
    "start": "Empezar",
    "temas": "Ver los temas de la guía",
    "ayuda": "Cómo usar este asistente",
    "avisos": "Recibir avisos y escoger los temas",
    "idioma": "Español o inglés",
    "privacidad": "Qué se guarda de usted y sus derechos",
    "mis_datos": "Ver lo que se guarda de usted",
    "borrar_mis_datos": "Borrar lo que se guarda de usted",
}

WELCOME = (
    "¡Bienvenido a **Consorcia**! 👋\n\n"
    "Le ayudo a vender en otros países junto con otras empresas: cómo unirse a un consorcio de exportación, qué "
    "certificación necesita y qué piden en cada mercado.\n\n"
    "Escríbame su pregunta como habla, o toque un tema. Cada respuesta sale de la guía del programa y muestra su "
    "fuente."
)
HELP = (
    "**Cómo usar Consorcia**\n\n"
    "1. Escriba su pregunta con sus palabras. No importan las tildes.\n"
    "2. Lea la respuesta y su fuente. Si falta algo, pregunte de nuevo: «¿y cuánto se demora?»\n"
    "3. Con 👍 o 👎 nos dice si le sirvió.\n\n"
    "/temas: ver toda la guía\n"
    "/avisos: recibir noticias de los temas que escoja; /baja: no recibir más\n"
    "/idioma: español o inglés\n"
    "/privacidad, /mis_datos, /borrar_mis_datos: lo que se guarda de usted\n"
    "/ayuda: este mensaje\n\n"
    "Antes de pagar o firmar algo, confirme con la entidad que aparece en la fuente."
)
CHOOSE_LANGUAGE = "¿En qué idioma prefiere que le responda? / Which language do you prefer?"
LANGUAGE_CHOSEN = "Listo. De ahora en adelante le respondo en español."
CHOOSE_ARTICLE = "Toque lo que quiere leer:"
ONLY_TEXT = (
    "Recibí su mensaje, gracias. Por ahora solo leo texto: no puedo ver fotos ni documentos, ni oír notas de voz. "
    "Escríbame su pregunta y le respondo."
)
TOO_FAST = "Va muy rápido para mí. 🙂 Espere un minuto y vuelva a escribirme, por favor."
SOMETHING_FAILED = (
    "Algo falló de nuestro lado y no pude responderle. 🙏 Ya quedó registrado. Por favor, intente de nuevo en un "
    "momento."
)
MAYBE_ARRIVED = (
    "Tuvimos una interrupción. No sé si le llegó mi última respuesta. Si no la ve, escríbame la pregunta otra vez, "
    "por favor."
)
BUTTON_EXPIRED = "Ese botón ya no sirve. Escríbame su pregunta o abra el menú con /temas."
THANKS_FOR_RATING = "¡Gracias por contarnos!"
SORRY_FOR_ANSWER = "Gracias por avisar. Lo revisaremos para mejorar la guía."
MY_DATA = "Esto es todo lo que guardo de usted. Para borrarlo: /borrar_mis_datos"
ERASE_ASK = (
    "¿Borro todo lo que guardo de usted? Sus preguntas, su idioma y sus suscripciones a los avisos se borran de verdad "
    "y no se pueden recuperar."
)
ERASE_YES = "🗑 Sí, borrar todo"
ERASE_NO = "No, dejar como está"
ERASED = "Listo: borré todo lo que guardaba de usted. Si me escribe otra vez, empezamos de cero."
ERASE_KEPT = "Está bien, no borré nada."
FOR_STAFF = "🔒 Eso es solo para el equipo del programa."
CANCELLED = "Listo, lo dejamos así. Escríbame su pregunta cuando quiera."
NOTHING_TO_CANCEL = "No hay nada que cancelar. Escríbame su pregunta cuando quiera."
UNKNOWN_COMMAND = "No conozco ese comando. Escríbame su pregunta, o toque /ayuda."

ORIENTATION = "🧭 Esto es una orientación general: confírmelo antes de decidir."
GUIDE_ARTICLE = "📄 Guía: {title} (revisada en {month})"
DOCUMENT = "📄 Documento: {title}"
REVIEWED = "📄 Revisado en {month}"
SOURCE = "Fuente"
SOURCES = "Fuentes"
READ_ALL = "📖 Ver todo"
DID_YOU_MEAN = "¿Quiso decir: {title}?"
SEE_TOPICS = "📚 Ver los temas"
ALL_TOPICS = "⬅️ Todos los temas"
WHOM_TO_ASK = "👤 Con quién hablar"
NEXT = "Siguiente ▶️"
