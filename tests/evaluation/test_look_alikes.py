"""Articles that are easily taken for one another: each side of a pair is found by its own question."""

import pytest

from bot.assistant.answer import Outcome
from bot.assistant.pipeline import Assistant

LOOK_ALIKES = [
    ("markets/hong-kong-food", "¿Qué piden en Hong Kong para vender mermeladas?"),
    ("markets/hong-kong-cosmetics", "¿Qué piden en Hong Kong para vender cremas para la cara?"),
    ("export/certificate-of-origin", "¿Cómo saco el certificado de origen en la DIAN?"),
    ("markets/eu-agreement", "¿Qué arancel paga mi producto en Europa con el acuerdo comercial?"),
    ("markets/us-agreement", "¿Mi producto entra sin arancel a Estados Unidos con el TLC?"),
    ("consortia/joint-brand", "¿Cómo registramos una marca colectiva del consorcio en la SIC?"),
    ("export/contracts-trademarks", "¿Cómo protejo mi marca en otros países?"),
    ("programme/results", "¿Cuántas exportaciones logró el piloto del Valle?"),
    ("programme/history", "¿Cuándo empezó el programa y cómo siguió después de 2019?"),
    ("consortia/joint-promotion", "¿Cómo hacemos catálogo y promoción juntos en el consorcio?"),
    ("export/fairs-business-rounds", "¿Cómo me preparo para una macrorrueda de negocios?"),
    ("certification/invima-cosmetics", "¿Cómo saco la notificación sanitaria de una crema?"),
    ("export/hs-code", "¿Cuál es la partida arancelaria de mi producto?"),
    ("markets/andean-community", "¿Mi NSO vale en Perú y Ecuador?"),
    ("export/incoterms", "¿Qué diferencia hay entre FOB y CIF?"),
    ("readiness/costing-and-pricing", "¿Cómo calculo mi precio de exportación?"),
    ("readiness/financing", "¿Qué créditos hay para exportar?"),
    ("certification/financing-certification", "¿Quién me ayuda a pagar la certificación?"),
    ("certification/globalgap", "¿Cómo certifico mi finca en GLOBALG.A.P.?"),
    ("certification/ica-registration", "¿Cómo registro mi predio exportador ante el ICA?"),
    ("certification/gmp-cosmetics", "¿Cómo obtengo el certificado de buenas prácticas de cosméticos del INVIMA?"),
    ("certification/iso-22716", "¿Qué es la ISO 22716?"),
    ("certification/laboratory-tests", "¿Qué análisis de laboratorio necesita mi producto?"),
    ("export/samples", "¿Cómo mando muestras sin valor comercial?"),
    ("export/trading-companies", "¿Puedo vender por medio de una comercializadora internacional?"),
    ("export/vat", "¿Cómo me devuelven el IVA por exportar?"),
]


@pytest.mark.parametrize(("article", "question"), LOOK_ALIKES)
def test_each_is_found_by_its_own_question(assistant: Assistant, article: str, question: str) -> None:
    answer, _ = assistant.answer(question)
    assert (answer.outcome, answer.articles[0]) == (Outcome.ANSWER, article)
