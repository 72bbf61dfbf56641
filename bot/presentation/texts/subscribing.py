"""What readers see when they subscribe to announcements, ask about one, or want to be reminded of its date.

Whoever changes `CONSENT` changes its version in `bot.handlers.subscribe` too: it is kept with what each reader agreed
to.
"""

CONSENT = (
    "🔔 **Avisos del programa**\n\n"
    "Si usted quiere, le escribo por aquí cuando haya convocatorias, fechas límite, ferias, capacitaciones o cambios "
    "en las normas.\n\n"
    "- **Quién escribe:** el equipo del programa de consorcios. Es gratis.\n"
    "- **Qué guardo:** el número de este chat, su idioma, los temas que escoja y la fecha de este permiso. Solo para "
    "enviarle avisos.\n"
    "- **Hasta cuándo:** mientras usted quiera. Si los para, queda anotado que no quiere más. /borrar_mis_datos borra "
    "también eso.\n"
    "- **Cómo pararlos:** con el botón 🔕 debajo de cada aviso, o con /baja.\n\n"
    "Usted decide, y sus datos son suyos (Ley 1581 de 2012): /privacidad. ¿Quiere recibir avisos?"
)
CONSENT_YES = "🔔 Sí, quiero avisos"
CONSENT_NO = "Ahora no"
DECLINED = "Está bien, no le envío avisos. Si algún día los quiere: /avisos"
OFFER = (
    "🔔 ¿Quiere que le avise cuando haya convocatorias, ferias o fechas límite? Es gratis, y los avisos se paran con "
    "un toque."
)
OFFER_YES = "Sí, cuénteme más"
ONLY_IN_PRIVATE = "🔔 Los avisos son personales. Escríbame en privado a @{bot}, y ahí mande /avisos."

TOPICS = "🔔 **Sus avisos**\n\nToque un tema para prenderlo ✅ o apagarlo ▫️. Se guarda solo.\n\n{state}"
NOTHING_ON = "⚠️ No tiene ningún tema prendido: por ahora solo le llega lo que va para todos."
SOME_MISSING = "👉 Prenda al menos uno también en: **{groups}**. Así no se pierde ninguno."
ALL_CHOSEN = "👍 Quedó bien: le aviso de lo que tiene ✅."
EVERYTHING_ON = "✅ Prender todo"
GROUP_ON = "{group}: prender todos"
GROUP_OFF = "{group}: apagar todos"
DONE = "👌 Listo"
STOP_ALL = "🔕 No recibir más avisos"
SAVED = "👌 Guardado. Le aviso de: {topics}.\n\nPara cambiarlo: /avisos. Para no recibir más: /baja."
SAVED_WITHOUT_TOPICS = (
    "👌 Guardado. No tiene ningún tema prendido: solo le llega lo que va para todos.\n\n"
    "Para escoger temas: /avisos. Para no recibir más: /baja."
)
TOPIC_GONE = "Ese tema ya no existe. Estos son los de ahora."
STOPPED = (
    "Listo: no le envío más avisos ni recordatorios. Sus preguntas las sigo respondiendo como siempre.\n\n"
    "Si cambia de idea: /avisos"
)
NOTHING_TO_STOP = "No le estoy enviando avisos. Si los quiere: /avisos"

BELOW_ALBUM = "👆 Sobre este aviso:"
REMIND = "⏰ Recordarme"
ANNOUNCED = "📣 **Aviso del {day}**"
HOLDS_UNTIL = "Vale hasta el {day}."
HELD_UNTIL = "⚠️ Este aviso valía hasta el {day}."
SEE_ANNOUNCEMENT = "📣 Ver el aviso: {beginning}"
ASK_ABOUT = "💬 ¿Qué quiere saber del aviso del {day}? Escríbame su pregunta."
NOT_SAID = (
    "🙏 No encontré esa respuesta en el aviso ni en la guía, y prefiero no inventar. Anoté su pregunta para que el "
    "equipo la revise. El aviso dice esto:"
)
ANNOUNCEMENT_GONE = "Ese aviso ya no está vigente, o todavía no se ha enviado."

REMIND_WHEN = "⏰ Es el {day}. ¿Cuándo se lo recuerdo?"
REMIND_BEFORE = {3: "3 días antes: el {day}", 1: "1 día antes: el {day}"}
REMINDER_SET = "⏰ Anotado. Se lo recuerdo el {remind_on}, en la mañana. La fecha es el {day}."
UNDO_REMINDER = "↩️ Ya no me lo recuerde"
REMINDER_UNDONE = "Listo, no se lo recuerdo."
NO_REMINDER_LEFT = "Ese recordatorio ya se envió, o ya lo había quitado."
TOO_LATE_TO_REMIND = "⏰ La fecha es el {day}: ya no alcanzo a recordársela antes."
DATE_HAS_PASSED = "⏰ Esa fecha ya pasó: fue el {day}."
REMINDER = "⏰ Me pidió que le recordara esto: es el {day}."
