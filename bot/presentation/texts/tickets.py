"""What readers and staff read when a question is handed to an adviser."""

# What readers see.
ASK_SEND = "👤 ¿Le paso esta pregunta a un asesor del programa?\n\n«{question}»"
BUTTON_SEND = "✅ Sí, enviarla"
BUTTON_OTHER = "✏️ Escribir otra"
BUTTON_NO = "No, gracias"
ASK_QUESTION = "✍️ Escríbame en un solo mensaje la pregunta para el asesor. Para dejarlo: /cancelar"
WORDS_FIRST = (
    "Para empezar necesito su pregunta escrita. Después puede enviarle fotos, audios y documentos. Para dejarlo: "
    "/cancelar"
)
NOT_SENT = "Está bien, no envié nada. Escríbame su pregunta cuando quiera."
HANDED = (
    "📨 **El equipo ya tiene su pregunta (n.º {number}).** {promise}\n\nMientras tanto puede seguir preguntándome a mí."
)
PROMISE_TODAY = "Le respondemos hoy, a más tardar a las {time}."
PROMISE_DAY = "Le respondemos a más tardar el {day} a las {time}."
PROMISE_CLOSED_TODAY = "En este momento no atienden: le respondemos hoy desde las {time}."
PROMISE_CLOSED = "En este momento no atienden: le respondemos el {day} desde las {time}."
HANDED_LATER = (
    "📝 Guardé su pregunta (n.º {number}), pero en este momento no pude avisarle al equipo. No la pierdo: la verán en "
    "su lista. Si es urgente, abra /asesor de nuevo en un rato."
)
UNDER_WAY = "👤 Ya tiene una conversación abierta con el equipo (n.º {number})."
BUTTON_WRITE = "✍️ Escribir al asesor"
WRITING = (
    "✍️ Lo que escriba ahora le llega al asesor: texto, fotos, audios o documentos. Para preguntarme a mí otra vez: "
    "/cancelar"
)
REPLY_TO_WRITE = "Para contestarle al asesor, responda a su mensaje: manténgalo oprimido y toque «Responder»."
NOT_PASSED_ON = "No pude pasarle su mensaje al equipo. 🙏 Por favor, envíelo otra vez en unos minutos."
NOT_CARRIED = "Ese tipo de mensaje no se lo puedo pasar al asesor. Envíelo como texto, foto o documento."
GOODBYE = (
    "🤝 El equipo cerró su conversación (n.º {number}). Si quiere seguirla, responda a un mensaje del asesor. ¿Le "
    "sirvió?"
)
RATED = "¡Gracias por contarnos! Escríbame cuando tenga otra pregunta."
ONLY_IN_PRIVATE = "🔒 Para hablar con un asesor, escríbame en privado: @{bot}"
TWO_FAILED = "Van dos preguntas seguidas sin una buena respuesta. 🙏 ¿Quiere que le responda una persona del equipo?"
ADVISER_SPEAKS = "👤 Asesor:"
ADVISER_CORRECTS = "👤 Asesor (corregido):"

# What staff see.
READER_SPEAKS = "🙋 #{number}:"
READER_CORRECTS = "🙋 #{number} (corregido):"
CARD = "🎫 **#{number}** · {state}\n\n«{question}»\n\n{about}\n\n{how}"
STATES = {"open": "🔴 por responder", "answered": "🟢 respondido", "closed": "⚪️ cerrado"}
SPOKEN = "🌐 Escribe en {spoken}"
OFFERED = {
    "answer": "🤖 La guía respondió con:",
    "clarify": "🤖 La guía no estaba segura; ofreció:",
    "refuse": "🤖 La guía no lo cubre; lo más cercano:",
}
OFFERED_NOTHING = "🤖 La guía no tiene nada cercano."
NOT_ASKED = "🤖 No se le preguntó a la guía."
HOW_TOPIC = (
    "Lo que escriban en este tema le llega a la persona: texto, fotos, audios, documentos. Lo que empiece por // se "
    "queda entre ustedes. Si me mencionan, respondo yo con la guía."
)
HOW_REPLIES = (
    "**Respondan a este mensaje**, o a los de la persona, y le llega: texto, fotos, audios, documentos. Lo que empiece "
    "por // se queda entre ustedes."
)
HOW_GAP = "Es un vacío de la guía: nadie espera en un chat, así que lo que escriban aquí no le llega a nadie."
BUTTON_CLOSE = "✅ Cerrar"
BUTTON_REOPEN = "↩️ Reabrir"
BUTTON_GUIDE = "📥 Convertir en pregunta o artículo"
CLOSED = "✅ #{number} cerrado. Se lo dije a la persona."
CLOSED_QUIETLY = "✅ #{number} cerrado."
CLOSED_ALREADY = "Ya estaba cerrado."
REOPENED = "↩️ #{number} abierto de nuevo."
OPEN_ALREADY = "Ya está abierto."
GONE = "Ese ticket ya no existe."
BLOCKED = "⚠️ No le llegó: la persona bloqueó el bot o borró su cuenta."
MAYBE_DELIVERED = "⚠️ Hubo una interrupción: no sé si le llegó. Si no contesta, envíelo otra vez."
NOT_DELIVERED = "⚠️ No le llegó: Telegram no me deja copiar ese tipo de mensaje. Envíelo como texto, foto o documento."
NOT_GOT_THROUGH = "⚠️ No le llegó: Telegram no responde. Envíelo otra vez en unos minutos."
NOBODY_THERE = "⚠️ No le llega a nadie: la persona borró sus datos."

LIST = "🎫 **Tickets abiertos: {count}**\n\n{tickets}"
LIST_LINE = "{mark} **#{number}** · {age} · «{words}»"
LIST_LINE_LINKED = "{mark} **[#{number}]({link})** · {age} · «{words}»"
NOT_IN_GROUP = "⚠️ sin avisar al grupo"
LIST_EMPTY = "🎉 No hay tickets abiertos."
AGE_MINUTES = "hace {count} min"
AGE_HOURS = "hace {count} h"
AGE_DAYS = "hace {count} d"

DELIVERED = "✅ Le llegó. ¿Sirve para la guía?"
TO_GUIDE = (
    "📥 **#{number}: a la guía**\n\n«{question}»\n\n¿A qué artículo pertenece la pregunta? O pida un borrador de "
    "artículo nuevo."
)
BUTTON_DRAFT = "📄 Borrador de artículo"
PREVIEW = "Esto se añadiría en `{place}`:\n~~~~diff\n{lines}\n~~~~"
BUTTON_PUT = "✅ Añadir"
BUTTON_BACK = "⬅️ Otro artículo"
DRAFT_CAPTION = (
    "📄 Borrador, sin publicar. Corríjalo: quite datos de la persona, complete lo que dice COMPLETAR y envíemelo en "
    "privado con /guia."
)
ADDED = "✅ Pregunta añadida en `{place}`. Cuenta desde la próxima publicación."
DRAFT_SUMMARY = "COMPLETAR: la respuesta directa en dos o tres frases."

HAND_OVER = "👤 Pasar a los asesores"
GAP_HANDED = "👤 Los asesores ya tienen esta pregunta en su grupo (ticket #{number})."
GAP_KEPT = "📝 Guardé el ticket #{number}, pero el grupo de asesores no está disponible ahora: aparece en /tickets."
NO_GROUP = "Todavía no hay grupo de asesores. Quien administra el bot lo indica en STAFF_CHAT_ID."
