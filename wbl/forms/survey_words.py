"""The words around a survey in both languages. People who answer are addressed formally in Spanish."""

WORDS = {
    "en": {
        "skip": "Skip to the questions",
        "language": "Language",
        "required": "must be answered",
        "optional": "may be left empty",
        "several": "Choose all that apply.",
        "for": "Which one is it about?",
        "for_parents": "Which school or district is it about?",
        "choose": "Choose one",
        "send": "Send my answers",
        "anonymous": "No name, no account: nobody can tell who answered. Please write no names.",
        "closes": "Open through {day}.",
        "errors": "Something is missing. Look for the red sentences below; nothing you answered is lost.",
        "missing": "Please answer this question.",
        "missing_for": "Please choose one.",
        "unknown": "Please choose one of the answers.",
        "too_long": "This is too long. Please use 500 characters at most.",
        "nothing": "You have not answered anything yet.",
        "trap": "Please leave this empty",
        "trapped": "One field on this page is for machines and has to stay empty. Please clear it and send again.",
        "quick": "That was quick! Please look over your answers and send them once more.",
        "changed": "The questions have just been changed. Please look through them once more and send your answers.",
        "old": "This page was open for a long time. Please look over your answers and send them once more.",
        "flooded": "Very many answers are coming from your network just now. Nothing is lost: wait ten minutes, then "
        "send again.",
        "thanks": "Thank you!",
        "thanks_text": "Your answers have been received.",
        "again": "Your answers were received before and count once. What you changed since is not taken over.",
        "another": "Another person answers on this phone",
        "upcoming": "This survey is not open yet. It opens on {day}.",
        "closed": "This survey has closed. Thank you for your interest.",
        "revoked": "This address no longer works. Please ask whoever gave it to you for the new one.",
        "empty": "This survey is being prepared. Please come back a little later.",
    },
    "es": {
        "skip": "Ir a las preguntas",
        "language": "Idioma",
        "required": "respuesta obligatoria",
        "optional": "puede dejarla sin contestar",
        "several": "Marque todo lo que corresponda.",
        "for": "¿Sobre cuál contesta?",
        "for_parents": "¿Sobre qué escuela o distrito contesta?",
        "choose": "Elija una opción",
        "send": "Enviar mis respuestas",
        "anonymous": "Sin nombre y sin cuenta: nadie puede saber quién contestó. Por favor no escriba nombres.",
        "closes": "Abierta hasta el {day}.",
        "errors": "Falta algo. Busque las frases en rojo; no se ha perdido nada de lo que contestó.",
        "missing": "Por favor conteste esta pregunta.",
        "missing_for": "Por favor elija una opción.",
        "unknown": "Por favor elija una de las respuestas.",
        "too_long": "El texto es demasiado largo. Por favor use 500 caracteres como máximo.",
        "nothing": "Todavía no ha contestado nada.",
        "trap": "Por favor deje esto vacío",
        "trapped": "Un campo de esta página es para máquinas y debe quedar vacío. Por favor bórrelo y envíe otra vez.",
        "quick": "¡Qué rápido! Por favor revise sus respuestas y envíelas otra vez.",
        "changed": "Las preguntas acaban de cambiar. Por favor revíselas y envíe sus respuestas otra vez.",
        "old": "Esta página estuvo abierta mucho tiempo. Por favor revise sus respuestas y envíelas otra vez.",
        "flooded": "En este momento llegan muchísimas respuestas desde su red. No se ha perdido nada: espere diez "
        "minutos y envíe otra vez.",
        "thanks": "¡Gracias!",
        "thanks_text": "Hemos recibido sus respuestas.",
        "again": "Ya habíamos recibido sus respuestas y cuentan una sola vez. Lo que cambió después no se "
        "toma en cuenta.",
        "another": "Otra persona contesta en este teléfono",
        "upcoming": "Esta encuesta todavía no está abierta. Se abre el {day}.",
        "closed": "Esta encuesta ya terminó. Gracias por su interés.",
        "revoked": "Esta dirección ya no funciona. Por favor pida la nueva a quien se la dio.",
        "empty": "Esta encuesta se está preparando. Por favor vuelva un poco más tarde.",
    },
}
MONTHS_ES = (
    "enero", "febrero", "marzo", "abril", "mayo", "junio",
    "julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre",
)  # fmt: skip


def day_in(day, language):
    """`October 6, 2026` or `6 de octubre de 2026`."""
    if language == "es":
        return f"{day.day} de {MONTHS_ES[day.month - 1]} de {day.year}"
    return f"{day:%B} {day.day}, {day.year}"
