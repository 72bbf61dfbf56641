"""What is wrong with the guide, in the editor's language. The guide says it in English, its command line's language."""

import re

# Each as the guide words it, and the same in Spanish; the first that fits is taken.
_SPANISH = tuple(
    (re.compile(english, re.DOTALL), spanish)
    for english, spanish in (
        (r"no articles found .*", "no se encontró ningún artículo"),
        # An article and its header.
        (
            r'id is "(?P<id>.+)" but .* says "(?P<place>.+)"',
            "el id es «{id}», pero su lugar dice «{place}»",
        ),
        (r"the article has no text .*", "el artículo no tiene texto debajo del encabezado"),
        (r"cannot be read: (?P<why>.*)", "no se puede leer ({why})"),
        (r"the file has (?P<size>[\d,]+) bytes; .*", "el archivo es muy grande ({size} bytes)"),
        (r"not valid UTF-8; .*", "no está en UTF-8; guárdelo como UTF-8"),
        (r"no front matter: .*", "falta el encabezado: el archivo debe empezar con una línea ---"),
        (r"the front matter is not closed .*", "el encabezado no se cierra con una línea ---"),
        (r"front matter must be .*", "el encabezado debe tener líneas «nombre: valor»"),
        (r"front matter is not valid YAML: (?P<why>.*)", "el encabezado tiene un error de escritura ({why})"),
        (r"(?P<key>[\w.]+): is missing", "falta «{key}»"),
        (r"(?P<key>[\w.]+): unknown key", "«{key}» no es un nombre del encabezado"),
        (r"(?P<key>[\w.]+): stands a second time", "«{key}» está dos veces"),
        (r"(?P<key>[\w.]+): (?P<n>\d+) characters, at most (?P<most>\d+)", "«{key}» tiene {n} letras; máximo {most}"),
        (r"(?P<key>[\w.]+): (?P<why>(?:Input|Value|String|Tuple).*)", "«{key}» tiene un valor que no vale ({why})"),
        # How articles fit together.
        (r"no translation: (?P<path>\S+) does not exist", "falta la traducción: envíe también {path}"),
        (r"related: (?P<id>\S+) does not exist", "en «related» se nombra {id}, que no existe"),
        (r"second article (?P<id>\S+) does not exist", "el segundo artículo, {id}, no existe"),
        (r'after " \| " .* not "(?P<found>.*)"', "después de « | » va el id de un artículo, no «{found}»"),
        (
            r"figures differ: only here (?P<here>.+), only in (?P<other>\S+) (?P<there>.+)",
            "las cifras no son las mismas: solo aquí {here}, solo en {other} {there}",
        ),
        (r"(?P<id>\S+) does not exist in any language", "{id} no existe en ningún idioma"),
        (r"(?P<id>\S+) does not exist", "{id} no existe"),
        (r"expected a list of slugs .*", "se esperaba una lista de nombres debajo de cada sección"),
        (r"not a JSON object", "no es un objeto JSON"),
        (r"(?P<path>\S+) leads out of the guide's folder", "{path} queda fuera de la carpeta de la guía"),
        # Advice.
        (r"(?P<n>\d+) words; between (?P<a>\d+) and (?P<b>\d+) .*", "{n} palabras; se lee mejor entre {a} y {b}"),
        (r"(?P<n>\d+) questions; at least (?P<most>\d+) .*", "{n} preguntas; con {most} o más se encuentra bien"),
        (r"a bare link; .*", "un enlace suelto; escriba [qué es](https://…)"),
        (r"a paragraph of (?P<n>\d+) words .*", "un párrafo de {n} palabras es muy largo para un celular"),
        (r"review was due on (?P<day>\S+)", "la revisión venció el {day}"),
        (r"review will be due on (?P<day>\S+)", "la revisión vence el {day}"),
        # Documents.
        (r"is protected with a password; .*", "tiene contraseña; guárdelo sin ella"),
        (r"is in the format of Office before 2007; .*", "es de un Office anterior a 2007; guárdelo como .docx o .xlsx"),
        (r"has more than (?P<n>[\d,]+) characters .*", "tiene más de {n} letras; divídalo"),
        (r"has more than (?P<n>\d+) pages; .*", "tiene más de {n} páginas; divídalo"),
        (
            r"has no text; .*",
            "no tiene texto: sus páginas son imágenes; páselo antes por un lector de texto (OCR)",
        ),
        (r"has no text", "no tiene texto"),
        (r"is damaged, or is not an Office file", "está dañado o no es un archivo de Office"),
        (r"would unpack to .*", "se descomprime en muchísimo más de lo que pesa; parece una bomba zip"),
        (r"holds macros .*", "lleva macros (programas); guárdelo sin ellas, como .docx o .xlsx"),
        (r"is not text", "no es texto"),
        (r"is hidden or temporary, .*", "es un archivo oculto o temporal"),
        (r"is not a file itself; .*", "no es un archivo; ponga ahí el documento"),
        (r"is of an unknown kind; .*", "es de un tipo que no se lee"),
        (r"cannot be opened \((?P<why>.*)\)", "no se puede abrir ({why})"),
        (r"takes more .*", "tarda demasiado o gasta demasiada memoria al convertirse"),
        (r"needs more than .*", "gasta demasiada memoria al convertirse"),
        (r"cannot be read \((?P<why>\w+)\).*", "no se puede leer ({why}); puede estar dañado"),
        (r"has (?P<n>[\d,]+) bytes; .*", "pesa demasiado ({n} bytes)"),
        # Generations.
        (r"the index cannot be written \((?P<why>.*)\); .*", "el servidor no puede escribir el índice ({why})"),
        (r"the index \S+ was made with another .*", "esa versión se hizo con otro modelo de búsqueda"),
        (r"the index \S+ (?:is|cannot) .*", "esa versión está dañada o incompleta"),
        (r"there is no (?:generation|candidate) .*", "esa versión ya no está"),
    )
)


def reason(text: str, language: str) -> str:
    """Why something is refused, in a language; what has no Spanish yet stays as the guide says it."""
    if language == "es":
        for pattern, spanish in _SPANISH:
            if found := pattern.fullmatch(text):
                return spanish.format(**found.groupdict())
    return text
