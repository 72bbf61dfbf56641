"""What stands under answers: choices when one thing is missing, and ways on when the guide does not help."""

# What a reader is asked to choose from, by the names of the articles' front matter.
CHOICES = {
    "agro": "🥭 Alimentos",
    "cosmetics": "🧴 Cosméticos",
    "eu": "🇪🇺 Unión Europea",
    "us": "🇺🇸 Estados Unidos",
    "hk": "🇭🇰 Hong Kong",
    "kr": "🇰🇷 Corea del Sur",
    "ca": "🇨🇦 Canadá",
    "gb": "🇬🇧 Reino Unido",
    "ch": "🇨🇭 Suiza",
    "mx": "🇲🇽 México",
    "pe": "🇵🇪 Perú",
    "ec": "🇪🇨 Ecuador",
    "bo": "🇧🇴 Bolivia",
    "cl": "🇨🇱 Chile",
    "jp": "🇯🇵 Japón",
    "cn": "🇨🇳 China",
    "ae": "🇦🇪 Emiratos Árabes",
    "central-america": "🏝 Centroamérica",
    "either": "🤷 Todavía no sé",
}
ADVISER = "👤 Hablar con un asesor"
TELL_ME = "🔔 Avíseme cuando haya respuesta"
NEAREST = "Lo más cercano: {section}"
ADVISER_INSTEAD = "Siento que no le haya servido. 🙏 Pregúnteme con otras palabras, o hable con un asesor."
