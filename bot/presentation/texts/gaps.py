"""What editors see of what the guide lacks, and what readers are told when that changes.

Whoever changes `TELL_CONSENT` changes its version in `bot.handlers.telling` too: it is kept with what each reader
agreed to.
"""

# Readers
TELL_CONSENT = (
    "🔔 Listo: cuando tengamos la respuesta, se la mando por aquí, una sola vez.\n\n"
    "Para eso guardo el número de este chat junto a su pregunta. Puede arrepentirse cuando quiera."
)
TELL_ALREADY = "🔔 Ya lo tengo anotado: le aviso."
TELL_UNDO = "↩️ Mejor no me avise"
TELL_UNDONE = "Está bien, no le aviso sobre esa pregunta."
TELL_OUTSIDE = (
    "El equipo ya revisó esa pregunta: la guía no va a tratar ese tema, así que no quiero prometerle un aviso. 🙏"
)
ANSWER_NOTICE = "🔔 Usted preguntó esto el {day}: «{question}». **Ya tenemos la respuesta.**\n\n{answer}"
CORRECTION_NOTICE = (
    "🔁 Usted preguntó esto el {day}: «{question}». **La respuesta que le dimos cambió.**\n\n{changes}{answer}"
)
CORRECTION_BEFORE = "Antes: {said}"
CORRECTION_NOW = "Ahora: {said}"
MUTE = "🔕 No me avise más"
MUTED = "Listo: no le aviso más de respuestas nuevas ni de cambios. Sus preguntas las sigo respondiendo como siempre."
UNMUTE = "↩️ Deshacer"
UNMUTED = "Está bien, le sigo avisando como antes."

# The list of gaps
LIST = "🕳 **Lo que falta en la guía** ({count}), lo más pedido primero\n\n{gaps}\n\n{page} Toque un número."
EMPTY = "🎉 No falta nada: todas las preguntas que llegaron se respondieron, o ya se decidió qué hacer con ellas."
LIST_PAGE = "Página {page} de {pages}."
LINE = "**{number}.** «{question}»\n👥 {people} · {day}"
LINE_ADDED = "**{number}.** «{question}»\n👥 {people} · {day} · ✏️ espera publicación"
PRIVATE_ONLY = "🔒 Lo que falta en la guía se ve en el chat privado conmigo. Escríbame allá /vacios."
TO_CHANGES = "🔁 Respuestas que cambiaron ({count})"

# One gap
GAP = "🕳 «{question}»\n\n👥 {people} · veces: {times} · la última, el {day} · idioma: {spoken}"
OTHER_WORDINGS = "**También la preguntaron así:**\n{wordings}"
MORE_WORDINGS = "… y de otras formas: {count}"
WAITING_READERS = "🔔 Esperan la respuesta: {people}."
NEAREST = "📄 Lo más cercano: **{title}**. Probabilidad de que ya la responda: {percent} %."
NOTHING_NEAR = "📄 La guía no tiene nada cercano."
IS_ADDED = "✏️ Ya está entre las preguntas de **{article}**. Cuenta desde la próxima publicación."
IS_OUTSIDE = "🚫 Está marcada como fuera de alcance."
IS_ANSWERED = "✅ Ya se responde, con **{article}**."
TOLD = "📬 Avisos a lectores: {counts}."
NOTICE_STATES = {
    "pending": "{number} por enviar",
    "sending": "{number} en camino",
    "sent": "{number} enviados",
    "blocked": "{number} a quienes nos bloquearon",
    "failed": "{number} fallidos",
    "unknown": "{number} sin saber si llegaron",
    "withdrawn": "{number} que ya no lo querían",
}
ADD_TO = "➕ A: {title}"
ADD_ELSEWHERE = "🔎 A otro artículo…"
LEAVE_OUT = "🚫 Fuera de alcance"
TAKE_BACK = "↩️ Sí es un tema nuestro"
ADD_TO_OUTSIDE = "➕ A lo que la guía no responde"
BACK = "⬅️ Todas"
GONE = "Esa pregunta ya no está en la lista. Abra /vacios otra vez."
DECIDED_MEANWHILE = "Otra persona ya decidió sobre esta. Así quedó:"
LEFT_OUT = "🚫 Queda fuera de alcance: ni esta pregunta ni las que se le parezcan vuelven a la lista."
LEFT_OUT_BUT_TRIED = (
    "El asistente no siempre la rechazó: dudó, o la respuesta no sirvió. Agréguela a lo que la guía no responde, y "
    "desde la próxima publicación la rechaza."
)

# Adding a question
WHICH_ARTICLE = "🔎 Escriba el título del artículo o su id, por ejemplo `markets/chile`. Para dejarlo así: /cancelar"
WHICH_OF_THESE = "¿Cuál de estos? Toque uno, o escriba otra cosa."
NO_SUCH_TITLE = "No encuentro un artículo que se llame así. Escriba otra parte del título, o /cancelar."
PREVIEW = "✏️ Esto se agrega al final de {place}:\n{lines}\n{advice}"
PREVIEW_OUTSIDE = "✏️ Esto se agrega al final de {place}, lo que la guía **no** responde:\n{lines}\n{advice}"
PREVIEW_ADVICE = (
    "Cuenta desde la próxima publicación. **Revise que no haya nombres, teléfonos ni otros datos de una persona.** "
    "¿Con otras palabras? Escríbalas ahora, una pregunta por línea."
)
WRITE = "✅ Agregar"
DO_NOT_WRITE = "Dejarlo así"
NOT_WRITTEN = "Está bien, no agregué nada."
WRITTEN = (
    "✅ Agregada a {place}. Cuenta desde la próxima publicación (`python ingest.py build`, o /guia). Si entonces la "
    "guía la responde, les aviso a quienes lo pidieron."
)
WRITTEN_OUTSIDE = "✅ Agregada a {place}. Cuenta desde la próxima publicación."
PREVIEW_IS_OLD = "Eso ya no es lo último que le mostré. Abra la pregunta otra vez con /vacios."
FAULTS = {
    "NothingNew": "Esa pregunta ya está en el archivo. Escríbala con otras palabras, o /cancelar.",
    "TooMuch": "Es demasiado: hasta 20 preguntas a la vez, de 300 letras cada una. Escríbala más corta, o /cancelar.",
    "NoSuchArticle": "Ese artículo no está en la carpeta de la guía. Escoja otro.",
    "CannotWrite": "⚠️ No pude escribir en la carpeta de la guía. No se perdió nada; avise a quien administra el bot.",
    "PublicationUnderWay": "⏳ Se está publicando la guía. Espere un momento y toque otra vez.",
}

# Corrections
CHANGES = (
    "🔁 **Respuestas que cambiaron**\n\nUna publicación cambió el resumen o las cifras de estos artículos, y hay "
    "lectores a quienes ya se les respondió con ellos. Toque uno para ver qué cambió y a cuántos les llegó."
)
NO_CHANGES = "👌 No hay cambios por decidir: nadie recibió una respuesta que después haya cambiado."
CHANGE = "🔁 **{title}**\n\n{before}\n\n{after}\n\nRecibieron la respuesta anterior, en los últimos:\n{readers}"
CHANGE_BEFORE = "**Antes:**\n{said}"
CHANGE_NOW = "**Ahora:**\n{said}"
CHANGE_READERS = "{days} días: {people}"
CORRECT = "📬 Avisar a los de {days} días"
DISMISS = "No avisar a nadie"
CORRECT_ASK = (
    "¿Le aviso a **{people}** que la respuesta cambió? Recibieron la anterior en los últimos {days} días. Sale al "
    "ritmo de los anuncios y respeta las horas de silencio. No se puede deshacer.\n\nPor ejemplo:\n\n{example}"
)
CORRECT_YES = "📬 Sí, avisar a {people}"
CORRECTED = "📬 En camino: {people}. Queda anotado quién lo decidió."
DISMISSED = "Está bien, no se avisa a nadie. Queda anotado."
CHANGE_GONE = "Sobre este cambio ya se decidió."
