"""What editors read when they change the guide from a chat."""

INTRO = (
    "✏️ **Cambiar la guía**\n\n"
    "Envíeme aquí los archivos: un artículo (`.md`), sus preguntas (`.questions.txt`) o un documento (`.docx`, `.pdf`, "
    "`.xlsx`). Reviso, le muestro qué cambia y usted decide si se publica."
)
WAITING = "**En espera, sin publicar:**\n{files}"
UNPUBLISHED = "📝 La carpeta de la guía tiene cambios que todavía no se publican (por ejemplo, preguntas agregadas)."
PRIVATE_ONLY = "🔒 La guía se cambia en el chat privado conmigo. Escríbame allá /guia."

RECEIVED = {
    "article": "📄 Recibí el artículo `{place}`.",
    "questions": "❓ Recibí las preguntas `{place}`.",
    "document": "📎 Recibí el documento `{place}`.",
}
REPLACES = "Reemplaza al que hay."
IS_NEW = "Es nuevo."
OTHER_NAME = "⚠️ El archivo se llama `{name}`, pero su id dice otra cosa. Mire que sea el correcto."
SHARED = "👥 Otra persona del equipo también tiene este archivo en espera. Si ella publica primero, se lo digo."
LANGUAGE_HINT = (
    "¿No es ese el idioma? Quítelo y envíelo otra vez; en el comentario del archivo escriba `/guia es` (español) o "
    "`/guia en` (inglés)."
)
FAULTS = "⚠️ **Hay que corregir esto** y enviar el archivo otra vez:\n{faults}"
FAULT = "• `{path}`, línea {line}: {reason}"
MORE = "… y {count} más"

TOO_BIG = (
    "Ese archivo pesa {size} MB. Telegram solo me deja recibir hasta {most} MB: divídalo, o comprima sus imágenes."
)
DOWNLOAD_FAILED = "No pude descargar el archivo de Telegram. Por favor, envíelo otra vez."
REFUSALS = {
    "name": (
        "No puedo recibir un archivo con ese nombre: no puede llevar carpetas (`/`, `..`), empezar con punto ni tener "
        "signos raros. Cámbiele el nombre y envíelo otra vez."
    ),
    "macros": (
        "Ese archivo puede llevar macros (programas), y por seguridad no lo abro. Guárdelo como `.docx` o `.xlsx` y "
        "envíelo otra vez."
    ),
    "unknown kind": (
        "No sé leer ese tipo de archivo. Recibo artículos (`.md`), preguntas (`.questions.txt`), Word (`.docx`), PDF, "
        "Excel (`.xlsx`), páginas (`.html`) y texto (`.txt`)."
    ),
    "no id": (
        "El artículo no dice cuál es: en su encabezado falta un id válido, como `id: export/packing` (minúsculas, sin "
        "tildes, una sola barra). Corríjalo y envíelo otra vez."
    ),
    "no article": (
        "No hay ningún artículo que se llame «{detail}». Envíe primero el artículo, o diga de cuál son las preguntas "
        "en el comentario del archivo: `/guia export/packing`."
    ),
    "several articles": (
        "Hay varios artículos con ese nombre: {detail}. Envíe el archivo otra vez y diga cuál es en el comentario: "
        "`/guia export/packing`."
    ),
    "unusable": "No puedo usar ese documento: {detail}. Corríjalo y envíelo otra vez.",
}

NOTHING_WAITING = "No tiene nada en espera: ya se publicó o se descartó. Envíeme un archivo cuando quiera."
DIFFERENCE = "**{place}**"
DIFFERENCE_NEW = "**{place}** (nuevo)"
NOT_TEXT = "Es un documento: se cambia entero."
SAME = "Queda igual."

REVIEWING = "🔎 Estoy revisando la guía con su cambio. Tarda uno o dos minutos; los lectores no notan nada."
GUIDE_FAULTS = "⚠️ **Así no se puede publicar.** La guía en vivo no cambió y guardé sus archivos.\n{faults}"
REVIEWED = "✅ **Revisión lista.** Todavía no está publicado."
REFUSED = "⛔ **No pasa la revisión:** se responderían peor estas preguntas. La guía en vivo no cambió."
CHANGES = "**Qué cambia**\n{changes}"
NO_CHANGES = "No cambia ningún artículo ni documento."
ADDED = "➕ {what}"
CHANGED = "✏️ {what}"
REMOVED = "➖ {what}"
GOLDEN = "**Preguntas de control** ({name}): {right} de {asked} bien"
GOLDEN_BEFORE = " (antes {before})"
WORSE = "👎 «{question}»: antes {before}, ahora {after}"
BETTER = "👍 «{question}»: antes {before}, ahora {after}"
REAL = "**Preguntas reales:** de las últimas {asked}, {changed} reciben otro artículo"
REAL_CHANGED = "• «{question}»: antes {before}, ahora {after}"
NO_ANSWER = "sin respuesta"
ADVICE = "💡 **Para mejorar** (no impide publicar)\n{faults}"
TRY_IT = (
    "🧪 **Pruébelo:** escríbame tres preguntas, una por mensaje. Respondo con la versión nueva, solo a usted. Cuando "
    "esté seguro, publique."
)
TRIED = "🧪 Prueba {number} de {wanted}, con la versión nueva:"
TRIED_ENOUGH = "Ya probó {wanted}. ¿Publicamos?"

PUBLISHED = "🎉 **Publicado.** Los lectores ya reciben la versión nueva. Los archivos quedaron escritos en la guía."
DISCARDED = "🗑 Listo: descarté el cambio. La guía sigue igual."
TAKEN_OUT = "🗑 Quité {place} de su cambio."
UNDER_WAY = "⏳ Otra persona está publicando en este momento. Guardé su cambio: intente de nuevo en un minuto."
OUTDATED = "🔄 La guía cambió desde su revisión. Guardé su cambio: revíselo otra vez antes de publicar."
CONFLICT = (
    "👥 **Alguien cambió esto mientras tanto:**\n{places}\n\nSu archivo está guardado y la guía en vivo no cambió. "
    "Mire la diferencia y decida: si publica el suyo, reemplaza lo que hizo la otra persona."
)
CANNOT_WRITE = (
    "No puedo escribir en la carpeta de la guía, así que no publiqué nada. Guardé su cambio; avísele a quien "
    "administra el servidor ({reason})."
)
FAILED = "No se pudo: {reason}. La guía en vivo no cambió y su cambio sigue guardado."
ASK_REASON = (
    "✍️ Escríbame por qué se publica aunque no pasa la revisión. Su razón queda en el registro. Para dejarlo: /cancelar."
)

HISTORY = "📜 **Publicaciones de la guía**\n\n{generations}"
GENERATION = "{mark}**{when}** · {by}\n{changes}"
GENERATION_CHANGES = "{added} nuevos, {changed} cambiados, {removed} quitados"
FORCED = "⚠️ se publicó sin pasar la revisión: {reason}"
LIVE = "🟢 En vivo · "
NO_HISTORY = "Todavía no hay publicaciones."
ASK_BACK = (
    "¿Volver a la versión del **{when}** ({by})? Los lectores la reciben de inmediato. Los archivos de la guía no "
    "cambian: corríjalos antes de la próxima publicación."
)
BACK_DONE = "↩️ Listo: volvió la versión del **{when}** y los lectores ya la reciben."
BACK_FAILED = "No se pudo volver: {reason}. La guía en vivo no cambió."

DUE = "🗓 **Artículos por revisar**\n\nLos vencidos van primero. Toque uno cuando lo haya leído y siga siendo cierto."
NOTHING_DUE = "🎉 Ningún artículo está vencido ni por vencer."
OVERDUE = "⏰ {title} ({spoken}) · venció el {day}"
DUE_SOON = "{title} ({spoken}) · vence el {day}"
MARKED = "✅ {title} ({spoken})"
MARKED_ALERT = "Marcado. Se publica cuando usted toque «Revisar y probar»."

BUTTON_REVIEW = "🔎 Revisar y probar"
BUTTON_AGAIN = "🔎 Revisar otra vez"
BUTTON_DIFFERENCE = "👀 Ver qué cambia"
BUTTON_PUBLISH = "✅ Publicar"
BUTTON_FORCE = "⚠️ Publicar de todos modos"
BUTTON_DISCARD = "🗑 Descartar todo"
BUTTON_TAKE_OUT = "🗑 Quitar {name}"
BUTTON_MINE = "📝 Dejar mi versión"
BUTTON_HISTORY = "📜 Historial"
BUTTON_DUE = "🗓 Por revisar"
BUTTON_BACK_TO = "↩️ Volver a {when}"
BUTTON_BACK_YES = "↩️ Sí, volver"
