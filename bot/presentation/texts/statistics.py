"""What staff read about how the assistant is used: figures, their picture and page, and the weekly digest."""

TITLE = "Últimos {days} días"
PERIOD = "{first} a {last}"
HEADLINE = "Preguntas: {questions}, de {people}. Respondidas: {share}"
NO_QUESTIONS = "Hubo mensajes, pero ninguna pregunta todavía."
NOTHING_YET = "En este periodo nadie escribió todavía. Cuando haya preguntas, aquí verá las cifras."

DAYS_HEADING = "Mensajes por día"
OUTCOMES_HEADING = "Cómo se respondió"
OUTCOMES = {
    "answer": "Respondidas",
    "clarify": "Con duda",
    "refuse": "Fuera de la guía",
    "other": "Saludos y menú",
}
ARTICLES_HEADING = "Lo más consultado"
LANGUAGES_HEADING = "Idiomas de las preguntas"
THUMBS_HEADING = "¿Les sirvió la respuesta?"
THUMBS_UP = "Sí, sirvió"
THUMBS_DOWN = "No sirvió"
WAITS_HEADING = "Asesores: espera hasta la primera respuesta"
WAITS = {
    "hour": "Menos de 1 hora",
    "hours": "De 1 a 4 horas",
    "day": "De 4 a 24 horas",
    "longer": "Más de un día",
    "waiting": "Todavía sin respuesta",
}
MEDIAN = "La mitad esperó {wait} o menos."
MINUTES = "{number} min"
HOURS = "{number} h"
DAYS = "{number} días"

PAGE_TITLE = "Consorcia en cifras"
PAGE_PICTURE = "Las mismas cifras en un gráfico"
PAGE_MADE = "Hecho el {day} a las {time}, hora de Bogotá. Nadie aparece con su nombre: solo se cuentan personas."
PAGE_WITHOUT_PICTURE = "Sin gráfico: falta matplotlib en el servidor."
NO_PICTURE = "🖼 Sin gráfico: falta matplotlib en el servidor."

WRONG_PERIOD = "Puedo mostrarle 7, 30 o 90 días. Por ejemplo: /estadisticas 30d"

DIGEST_TITLE = "☕ **Resumen de la semana**"
DIGEST_GAPS = "🕳 **Preguntas que la guía no cubre:** {number}"
DIGEST_GAP = "• «{question}» · {people}"
DIGEST_NO_GAPS = "🎉 No hay vacíos pendientes en la guía."
DIGEST_OVERDUE = "⏰ **Artículos con la revisión vencida:** {number}"
DIGEST_ARTICLE = "• {title} ({spoken}), desde el {day}"
DIGEST_NONE_OVERDUE = "✅ Ningún artículo tiene la revisión vencida."
DIGEST_MORE = "… y {number} más"
DIGEST_COMMANDS = "Más: /estadisticas, /vacios, /guia pendientes"
