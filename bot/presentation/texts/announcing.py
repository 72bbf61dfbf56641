"""What announcers see while they put an announcement together, rehearse it, watch it, and look back."""

# Putting it together.
INTRO = (
    "📣 **Nuevo aviso**\n\n"
    "Envíeme el mensaje tal como debe llegar: un texto (con negrillas o enlaces), una foto, un video, un documento o "
    "un álbum.\n\n"
    "Todavía no se envía nada: primero lo ensayamos."
)
HALF_DONE = "Tiene este aviso a medias. Siga con él, o descártelo para empezar otro."
ONLY_IN_PRIVATE = "Los avisos se preparan en privado. Escríbame /anunciar en nuestro chat."
CARD = "📣 **Aviso en preparación**"
CARD_MESSAGE = "📝 {what}"
CARD_ENGLISH = "🇬🇧 {what}"
CARD_NO_ENGLISH = "🇬🇧 Sin versión en inglés"
CARD_ENGLISH_READERS = "🇬🇧 Sin versión en inglés: quienes leen en inglés ({number}) lo reciben en español"
CARD_NO_BUTTONS = "🔘 Sin botones"
CARD_BUTTONS = "🔘 {buttons}"
CARD_NO_AUDIENCE = "👥 **Falta elegir a quién le llega**"
CARD_AUDIENCE = "👥 {audience}: **{recipients}**"
CARD_STARTS_NOW = "🕗 Sale apenas se apruebe"
CARD_STARTS = "🕗 Sale {moment}"
CARD_NO_END = "⏳ Vale {number} días"
CARD_ENDS = "⏳ Vale hasta {moment}"
CARD_URGENT = "🔔 Urgente: sale también de noche"
CARD_CALM = "🌙 Si es de noche, espera a la mañana"

TEXT = "Texto"
FORMATTED_TEXT = "Texto con formato"
WITH_TEXT = "{files}, con texto"
WITH_FORMATTED_TEXT = "{files}, con texto y formato"
ONE_FILE = {"photo": "1 foto", "document": "1 documento", "video": "1 video"}
FILES = {"photo": "{number} fotos", "document": "{number} documentos", "video": "{number} videos"}
AND = "{one} y {other}"
OR = "{one} o {other}"
AND_ALSO = "{one}, y además {other}"
EVERYONE = "todos los suscriptores"
FOLLOWERS = "quienes siguen {topics}"
ONLY_LANGUAGE = {"es": "{audience} (solo en español)", "en": "{audience} (solo en inglés)"}
NOBODY = "nadie"
ONE_PERSON = "1 persona"
PEOPLE = "{number} personas"

TAKEN_FROM_EDIT = "✏️ Tomé el cambio de su mensaje."
REHEARSE_AGAIN = "✏️ Tomé el cambio de su mensaje. El ensayo anterior ya no vale: ensaye de nuevo."
MESSAGE_REPLACED = "✏️ Cambié el mensaje del aviso por el último que me envió."
UNCHANGED_BY_EDIT = (
    "ℹ️ Cambió un mensaje del que ya salió el aviso {id}. Lo que se envió no cambia con eso. Para cambiarlo donde "
    "llegó, abra /anuncios y toque «Corregir»."
)
DRAFT_UNCHANGED_BY_EDIT = (
    "ℹ️ Cambió un mensaje del borrador {id}, que sigue como lo ensayó. Para cambiarlo, abra /anuncios, toque el "
    "borrador y «Cambiar algo»."
)
DROPPED_BY_OTHER = (
    "ℹ️ Otra persona del equipo descartó o cambió el borrador {id}. Lo que usted escribió sigue en este chat; para "
    "prepararlo de nuevo: /anunciar"
)
UNCHANGED_BECAUSE = "⚠️ No tomé el cambio de su mensaje; el aviso sigue como estaba."

PUT_AUDIENCE = "👥 A quién le llega"
PUT_ENGLISH = "🇬🇧 Añadir versión en inglés"
CHANGE_ENGLISH = "🇬🇧 Cambiar la versión en inglés"
DROP_ENGLISH = "🗑 Quitar la versión en inglés"
PUT_BUTTONS = "🔘 Botones"
PUT_START = "🕗 Cuándo sale"
PUT_END = "⏳ Hasta cuándo vale"
MAKE_URGENT = "🔔 Marcar como urgente"
MAKE_CALM = "🌙 Quitar lo urgente"
REHEARSE = "▶️ Ensayar"
DISCARD = "🗑 Descartar"
BACK = "⬅️ Volver"
DISCARDED = "Listo, descarté ese aviso. No se envió nada. Para empezar otro: /anunciar"

ASK_AUDIENCE = (
    "👥 **¿A quién le llega?**\n{audience}: **{recipients}**\n\n"
    "En cada grupo basta con seguir uno de los temas marcados. Si marca en dos grupos, hay que cumplir en los dos."
)
ASK_AUDIENCE_FIRST = "👥 **¿A quién le llega?**\nMarque uno o varios temas, o a todos."
ON = "✅ {label}"
OFF = "▫️ {label}"
ALL_LANGUAGES = "Español e inglés"
ONLY = {"es": "Solo español", "en": "Solo inglés"}
ASK_ENGLISH = "🇬🇧 Envíeme la versión en inglés: un mensaje completo, con sus fotos o documentos si los lleva."
ASK_BUTTONS = (
    "🔘 **Botones bajo el aviso** (hasta {number})\n\n{buttons}\n\n«No recibir más avisos» va siempre al final."
)
NO_BUTTONS_YET = "Todavía no hay ninguno."
BUTTON_LINK = "🔗 {label}: {url}"
BUTTON_ASK = "💬 Preguntar sobre esto"
BUTTON_REMIND = "⏰ Recordarme: {day}"
ADD_LINK = "➕ Un enlace"
ADD_ASK = "➕ Preguntar sobre esto"
ADD_REMIND = "➕ Recordarme"
DROP_BUTTON = "🗑 Quitar: {label}"
ASK_LINK = (
    "🔗 Escriba en un solo mensaje lo que dice el botón y a dónde lleva. Por ejemplo:\n\n"
    "Inscríbase https://www.ejemplo.org/feria"
)
ASK_LINK_ENGLISH = "Para que también diga algo en inglés: Inscríbase | Sign up https://www.ejemplo.org/feria"
ASK_REMIND = (
    "⏰ ¿Qué fecha les recuerdo? Escríbala, por ejemplo: 20 de diciembre.\n\n"
    "Cada quien elige si se lo recuerdo 3 días o 1 día antes."
)
ASK_START = (
    "🕗 **¿Cuándo sale?**\n\n"
    "Toque una opción, o escriba la fecha y la hora de Colombia. Por ejemplo: 3 de diciembre 9 am"
)
ASK_END = (
    "⏳ **¿Hasta cuándo vale?**\n\nHasta entonces respondo preguntas con lo que dice el aviso. Toque una opción, o "
    "escriba la fecha. Por ejemplo: 20 de diciembre"
)
START_NOW = "Apenas se apruebe"
NO_END = "{number} días, lo normal"
IN_DAYS = "En {number} días"

# Rehearsing it.
REHEARSED = "👆 **Así llega. Revíselo bien.**"
REHEARSED_BY_OTHER = "👆 **Aviso {id}: falta que otra persona lo apruebe.** Así llega; revíselo bien."
REACHES = "👥 Lo reciben **{recipients}**: {audience}"
REACHES_NOBODY = "👥 **No le llegaría a nadie**: {audience}. Cambie a quién le llega."
CHANGES = "👥 Cambia para **{recipients}** que lo recibieron"
CHANGES_NOBODY = "👥 **Ya no se le puede cambiar a nadie.**"
LEFT_OUT = "🚫 Se quedan por fuera: {reasons}"
REASONS = {
    "unsubscribed": "{number} (se dieron de baja)",
    "unreachable": "{number} (bloquearon el bot o su cuenta ya no existe)",
    "other language": "{number} (leen en otro idioma)",
    "other topics": "{number} (siguen otros temas)",
    "out of reach": "{number} (a esos ya no se les puede cambiar)",
}
STARTS_LATER = "🕗 Sale {moment}"
FINISHES = "🏁 Termina más o menos {moment}"
FINISHES_IN = "🏁 Falta más o menos {left}: termina {moment}"
SAID_LATELY = "⚠️ Ojo: el aviso {id} decía lo mismo hace poco."
TWO_PEOPLE = "👥 Son tantas personas que dos deben aprobarlo."
APPROVE = "✅ Aprobar: enviar a {recipients}"
APPROVE_EDIT = "✅ Aprobar: cambiarlo para {recipients}"
APPROVE_DELETE = "✅ Aprobar: borrarlo para {recipients}"
CHANGE = "✏️ Cambiar algo"
APPROVED_FIRST = "✅ Aprobado por usted. Falta una segunda persona: se lo mandé a {number}."
NOBODY_TO_APPROVE = (
    "✅ Aprobado por usted. Falta una segunda persona, y no pude avisarle a ninguna: pídale a otra persona del equipo "
    "que abra el aviso {id} con /anuncios, o a un administrador que invite a alguien."
)
REFUSED = "⚠️ Telegram no acepta este mensaje, así que no se envió a nadie: {error}\n\nCámbielo y ensaye otra vez."
NOT_SHOWN = (
    "⚠️ No pude mostrarle el ensayo porque Telegram no responde. No se envió nada; ensaye de nuevo en un momento."
)
DRAFT_CHANGED = "✏️ El ensayo anterior ya no vale. Cambie lo que quiera y ensaye de nuevo."

# Watching it.
TITLE = {
    "send": "📣 **Aviso {id}**",
    "edit": "✏️ **Corrección {id}** del aviso {corrects}",
    "delete": "🗑 **Borrado {id}** del aviso {corrects}",
}
STATES = {
    "draft": "en borrador",
    "approved": "aprobado",
    "sending": "enviando",
    "paused": "en pausa",
    "done": "terminado",
    "cancelled": "cancelado",
}
ADVANCE = "{bar} {percent} %\n{settled} de {total}"
PACE = "{number} por segundo"
WAITS_UNTIL = "🕗 Espera: sale {moment}"
TODAY = "hoy a las {time}"
TOMORROW = "mañana a las {time}"
THAT_DAY = "el {day} a las {time}"
ANOTHER_YEAR = "el {day} de {year} a las {time}"
OUTCOMES = {
    "sent": "✅ Enviados: {number}",
    "blocked": "🚫 Bloquearon el bot: {number}",
    "failed": "❌ No se pudo: {number}",
    "unknown": "❓ Sin confirmar: {number}. Se cortó la conexión: puede que les haya llegado, o no",
    "withdrawn": "➖ No se les envió: {number}. Se fueron antes, o el aviso se canceló",
}
OUTCOMES_CORRECTED = "✅ Cambiados: {number}"
OUTCOMES_DELETED = "✅ Borrados: {number}"
ASKED = "💬 Preguntas sobre el aviso: {number}"
CANARY = "⚠️ Lo detuve yo: de los primeros {begun}, {spoilt} bloquearon el bot o fallaron. Revise antes de seguir."
CONTENT = "⚠️ Lo detuve yo: Telegram rechaza el mensaje ({error}). Nadie se perdió: los que faltan esperan."
PAUSE = "⏸ Pausar"
RESUME = "▶️ Seguir"
CANCEL = "✖️ Cancelar"
ASK_CANCEL = (
    "¿Cancelo el aviso {id}?\n\nYa se le envió: {settled}. Se queda sin recibirlo: {left}. Esto no se puede deshacer."
)
YES_CANCEL = "✖️ Sí, cancelar"
NO_GO_ON = "No, dejarlo seguir"
CANCELLED = "Listo, cancelado. Nadie más recibe el aviso {id}."

# Afterwards.
LIST = "📋 **Avisos** ({first} a {last} de {total})"
LIST_EMPTY = "📋 Todavía no hay avisos. Para preparar el primero: /anunciar"
LISTED_NUMBERS = "✅ {sent} de {total}"
MAKE_REPORT = "📊 Informe"
REPORT_PICTURE = "Aviso {id}: resultados"
REPORT_CSV = "Aviso {id}: una línea por destinatario"
NO_PICTURE = "Sin imagen: falta instalar matplotlib en el servidor."
SEND_AGAIN = "❓ Enviar de nuevo solo a {number}"
ASK_SEND_AGAIN = (
    "De {number} no se sabe si le llegó, porque se cortó la conexión. Si envío de nuevo, puede que le llegue dos "
    "veces. ¿Envío?"
)
YES_SEND_AGAIN = "✅ Sí, enviar de nuevo a {number}"
NO_SEND_AGAIN = "No, dejarlo así"
SENT_AGAIN = "Listo: va de nuevo solo a {number}."
NONE_UNKNOWN = "Ya no queda nadie sin confirmar."
LEFT_AS_IT_IS = "Está bien, lo dejo así."
CORRECT = "✏️ Corregir"
ASK_CORRECTION = (
    "✏️ **Corregir el aviso {id}**\n\n"
    "Puedo cambiar el texto donde ya llegó, o borrarlo. Telegram deja borrar solo durante 48 horas. Primero le muestro "
    "qué pasaría."
)
CORRECT_TEXT = "✏️ Cambiar el texto"
CORRECT_AWAY = "🗑 Borrarlo donde llegó"
ASK_RIGHT_TEXT = "✏️ Envíeme el texto completo como debe quedar. Las fotos, los archivos y los botones no cambian."
ASK_RIGHT_ENGLISH = "🇬🇧 Ahora el texto en inglés como debe quedar."
ENGLISH_STAYS = "Dejar el inglés como está"
ONLY_TEXT_CAN_CHANGE = "Solo puedo cambiar el texto: envíeme un mensaje de solo texto."
WOULD_CORRECT = "👆 **Así quedaría el aviso {corrects}.** Revíselo bien."
WOULD_DELETE = "🗑 **Se borraría el aviso {corrects}** de los chats donde llegó."

OLD_BUTTON = "Ese botón es de un aviso anterior. Siga con el último mensaje, o empiece con /anunciar"

# What is wrong; each fault of `bot.announcements.errors` by its name.
FAULTS = {
    "EmptyMessage": "⚠️ El mensaje está vacío. Envíe un texto, una foto, un video, un documento o un álbum.",
    "MessageTooLong": "⚠️ Es muy largo: tiene {units} letras y Telegram acepta {limit}. Acórtelo y envíelo de nuevo.",
    "TooMuchFormatting": (
        "⚠️ Tiene demasiado formato: Telegram acepta {limit} partes en negrilla, cursiva o enlace. Simplifíquelo y "
        "envíelo de nuevo."
    ),
    "UnsupportedMessage": (
        "⚠️ Eso no se puede anunciar. Envíe un texto, una foto, un video, un documento o un álbum de fotos y videos."
    ),
    "UnsafeLink": "⚠️ Ese enlace no sirve: «{url}». Debe empezar por https://",
    "FaultyButton": (
        "⚠️ Ese botón no sirve. Escriba un texto corto (hasta 64 letras) y después el enlace, por ejemplo: Inscríbase "
        "https://www.ejemplo.org"
    ),
    "UnreadableDate": "⚠️ No entendí esa fecha. Escríbala así: 3 de diciembre 9 am, o 2026-12-03 09:00",
    "PastDate": "⚠️ Esa fecha ya pasó, o el aviso se vence antes de salir. Escoja otra.",
    "UnknownTopic": "⚠️ Uno de los temas ya no existe. Elija de nuevo a quién le llega.",
    "NobodyToReach": "⚠️ No le llegaría a nadie. Cambie a quién le llega.",
    "UnknownAnnouncement": "⚠️ No encuentro ese aviso. Véalos con /anuncios",
    "WrongState": "⚠️ El aviso {id} ya está {state}. Véalo con /anuncios",
    "SecondPersonNeeded": "👥 Usted ya lo aprobó. Falta que otra persona lo apruebe también.",
    "NotAnAnnouncer": "🔒 Eso es solo para quienes pueden anunciar.",
    "UnknownChoice": OLD_BUTTON,
}
