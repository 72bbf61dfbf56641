"""What members of staff read about who is one of them, and what they may do."""

ROLES = {
    "admin": "👑 Administrador",
    "editor": "✏️ Editor de la guía",
    "announcer": "📣 Encargado de avisos",
}
MAY = {
    "admin": "/personal: ver el equipo, invitar y quitar roles",
    "editor": "/guia: cambiar la guía; /vacios: lo que la guía no responde",
    "announcer": "/anunciar: preparar un aviso; /anuncios: ver los avisos",
}
EVERYONE_MAY = "/tickets: preguntas para un asesor; /estadisticas: las cifras"
STAFF_HELP = "🔑 **Para el equipo**\n{commands}"

PRIVATE_ONLY = "🔒 El equipo se maneja en el chat privado conmigo. Escríbame allá /personal."
STAFF = "👥 **El equipo**\n\n{members}"
NOBODY = "Todavía no hay nadie."
MEMBER = "• {who}: {role}"
FROM_SETTINGS = " (en la configuración)"
NOTE = "Los que están en la configuración se cambian allá, en el servidor."

CHOOSE_ROLE = "➕ **Invitar.** ¿Qué va a hacer esa persona?\n\n{roles}"
INVITATION = (
    "🔗 **Invitación: {role}**\n\n"
    "{link}\n\n"
    "Envíele este enlace solo a esa persona. Sirve una vez, durante {hours} horas: quien lo abra primero recibe el "
    "rol, y yo le aviso a usted."
)
REMOVE_ASK = "¿Le quito a {who} este rol: {role}?"
REMOVED = "Listo: {who} ya no tiene este rol: {role}."
NOT_REMOVED = "Ese rol no se puede quitar aquí: ya no lo tiene, está en la configuración o es el suyo de administrador."

BUTTON_INVITE = "➕ Invitar a alguien"
BUTTON_REMOVE = "🗑 {who}: {role}"
BUTTON_REMOVE_YES = "🗑 Sí, quitar"
BUTTON_BACK = "⬅️ El equipo"

ACCEPTED = "🎉 **Ya es parte del equipo: {role}**\n\nEsto es lo que puede hacer:\n{commands}"
ALREADY = "👍 **Usted ya tiene este rol: {role}**\n\nEsto es lo que puede hacer:\n{commands}"
REFUSED = {
    "unknown": "🔗 No conozco esa invitación. Mire que el enlace esté completo, o pida uno nuevo a quien lo invitó.",
    "used": "🔗 Esa invitación ya la usó alguien: cada una sirve una sola vez. Pida una nueva a quien lo invitó.",
    "expired": "🔗 Esa invitación ya venció. Pida una nueva a quien lo invitó.",
}
OPEN_IN_PRIVATE = "🔗 Una invitación se abre en el chat privado conmigo, no en un grupo."
TOLD = "✅ {who} aceptó su invitación: {role}. El equipo: /personal"
