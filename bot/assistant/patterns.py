"""Ways of saying two things that no question for the guide says: attempts at instructions, and wishes for a person."""

import re

# What people write to turn an assistant against its purpose, and program text. Nothing in the guide is asked this way.
INSTRUCTIONS = re.compile(
    r"""
    \b(ignor\w+|olvid\w+|forget|disregard|omit\w+|salt[ae]\w*|bypass)\b .{0,40}
        \b(instruc\w+|reglas?|rules?|prompts?|anterior\w*|previous|restric\w+|todo\s+lo)\b
    | \b(system|developer|sistema) \s* (prompt|message|mode|:)
    | \b(prompt|instrucciones?|mensaje|modo|mode) \s+ (del?\s+|ocult[oa]s?\s*)?
        (sistema|system|desarrollador|developer|administrador)\b
    | (^|[.,;:!]\s*|\b(now|please|ahora|y)\s+)
        (act[uú]a|comp[oó]rtate|haz\s+de\s+cuenta|pretend|act|role-?play|responde) \s+ (como|as|que\s+eres|you\s+are)\b
    | ^\W* (pretend|imagine|suppose|finja|finge|imag[ií]nate|supon\w*|haz\s+como\s+si) \s+
        (the|that|you|que|eres|la\s+gu[ií]a)\b
    | \b(eres|you\s+are) \s+ (ahora|now) \b
    | \b(de\s+ahora\s+en\s+adelante|a\s+partir\s+de\s+ahora|from\s+now\s+on)\b .{0,30}
        \b(responde|contesta|answer|reply|di|say)\b
    | \b(soy\s+(el|la|tu|su)|i\s+am\s+(the|your)) \s+
        (administrador\w*|creador\w*|desarrollador\w*|admin\w*|creator|developer)
    | \b(repite|repeat) \s+ (the\s+text|everything|all|palabra|todo|lo\s+anterior)
    | \b(jailbreak|dan\s+mode|modo\s+dan|do\s+anything\s+now|sudo)\b
    | \b(tu|su|el|your|the) \s+ (token|api\s*key|contrase[nñ]a|password|clave\s+secreta|secret\s+key)\b
    | \b(revel\w+|mu[eé]str\w+|reveal|show|print|imprim\w+|repite|repeat)\b .{0,30}
        \b(token|prompt|instruc\w+|api\s*key|contrase[nñ]as?|passwords?|secret\w*|clave\w*)\b
    | \b(drop\s+table|select\s+.+\s+from|insert\s+into|delete\s+from|union\s+select|or\s+1\s*=\s*1)\b | '\s*or\s*'
    | < \s* /? \s* (script|img|iframe|svg|body|html|a)\b
    | javascript\s*: | \{\{.*\}\} | \$\{.*\}
    | rm\s+-rf | /etc/passwd | \b(exec|eval)\s*\(
    """,
    re.IGNORECASE | re.VERBOSE,
)


# A short wish, and nothing else, for someone to talk to: "páseme con una persona de verdad por favor".
PERSON = re.compile(
    r"""
    \b (habl\w+|comuni[cq]\w+|pas[ae]\w*|conect\w+|atiend\w+|atend\w+|llam\w+|contact\w+|visit\w+
        |talk|speak|chat|put\s+me|connect|transfer|call) \b
    .{0,30} \b (personas?|ser\s+humano|human[oa]?|asesor(a|es)?|alguien|funcionari[oa]|encargad[oa]|operadora?
        |person|people|adviser|advisor|someone|somebody|operator|agent) \b
    (\s (de|verdad|real|por|favor|ya|ahora|mismo|please|now|que\s+me\s+(ayude|llame|visite)|en\s+la\s+empresa
        |no\s+con\s+(un|una)|robot|maquina|esto|no|me|lo|resuelve|una) \b)* $
    """,
    re.VERBOSE,
)
