"""Who says a sentence, in invented news of many styles; each line can be checked by reading it."""

from __future__ import annotations

import pytest

from tests.test_voices import body, voices_of

# A line is a sentence; after the bar stand speech and speaker, or nothing.
STYLES = {
    "wire": """
ALMATY (Wire) — A refinery in Atyrau closed on Monday after a fire. |
“Nobody was hurt, and the fire is out,” said plant director Gulnara Akhmetova. | direct Gulnara Akhmetova
The plant makes fuel for three regions. |
“We expect to open again within a week,” Akhmetova added. | direct Gulnara Akhmetova

Energy Minister Daniyar Bekov warned that prices might rise. | reported Daniyar Bekov
Some drivers say that they already have. |
According to Bekov, there is enough petrol for ten days. | reported Daniyar Bekov
The minister did not say what caused the fire. |
""",
    "interview": """
Aigerim Sadykova teaches history in Kokshetau. |

Q: When did you begin to write? |

A: Late, at forty. | direct Aigerim Sadykova
My mother had just died. | direct Aigerim Sadykova

Q: And who read it first? |

A: Nobody, of course! | direct Aigerim Sadykova
""",
    "interview with names": """
Peter Brook met the trainer Lena Koch before the game. |

Brook: Is the team ready? | direct Peter Brook

Koch: It has been ready since May. | direct Lena Koch

Brook: What of the goalkeeper? | direct Peter Brook

Koch: He is ill. | direct Lena Koch
We have another. | direct Lena Koch
""",
    "russian": """
Парламент принял закон о бюджете в среду. |
«Денег хватит на всех, — заявил министр финансов Ерлан Сагатов. | direct Ерлан Сагатов
— Мы всё посчитали». | direct Ерлан Сагатов
По словам Сагатова, налоги расти не будут. | reported Ерлан Сагатов

Экономист Мария Лебедева считает, что план слишком оптимистичен. | reported Мария Лебедева
«Нефть может подешеветь», — сказала она. | direct Мария Лебедева
Фильм «Кочевник» покажут в субботу. |
По мнению Лебедевой, дефицит вырастет. | reported Мария Лебедева
Министерство финансов сообщило, что ответит позже. | reported Министерство финансов
""",
    "kazakh": """
Жиналыс сәрсенбіде өтті. |
«Біз бейбітшілікті қалаймыз», – деді сарапшы Айдос Қанатов. | direct Айдос Қанатов
Қанатовтың айтуынша, келіссөздер жалғасады. | reported Айдос Қанатов
«Бұл оңай емес», – деп атап өтті Қанатов. | direct Айдос Қанатов
Қала тұрғындары риза. |
Сәуле Ахметова сайлау әділ өтті деп санайды. | reported Сәуле Ахметова
""",
    "two men": """
Viktor Orlov met Pavel Smirnov in Tashkent on Friday. |
“We have agreed on everything,” he said. |
Smirnov told reporters that the treaty would be signed in May. | reported Pavel Smirnov
“It is a good treaty,” he said. | direct Pavel Smirnov
Orlov left the hall before the end. |
“There is nothing to add,” he said. |
""",
    "women and men": """
Mary Lawson has run the shelter since 2009. |
Her brother, John Lawson, pays for it. |
“I never counted the cats,” she says. | direct Mary Lawson
“I count them every month,” he says. | direct John Lawson
“People bring us more and more of them,” says Lawson. |
""",
    "institutions": """
The Foreign Ministry said that two envoys had been expelled. | reported the Foreign Ministry
“This step is unfriendly,” the ministry said in a statement. | direct the Foreign Ministry
Poland denied it. |
In the opinion of the World Bank, trade will shrink. | reported the World Bank
Police said they had arrested nobody. | reported Police
Analysts say that this is new. |
""",
    "nested": """
"I asked him 'Why did you go?' and he shrugged," said Tom Reed, a neighbour. | direct Tom Reed
"He never told us." | direct Tom Reed
Reed, 61, said that “the sign reading ‘No entry’ had gone”. | direct Tom Reed
The 'smart' lock was broken. |
""",
    "three paragraphs": """
Nina Petrova, who led the expedition, spoke for an hour. |

“The ice was thin,” she said. | direct Nina Petrova
“We walked all night. | direct Nina Petrova
Nobody slept. | direct Nina Petrova

“In the morning we saw the ship. | direct Nina Petrova
It was far away. | direct Nina Petrova

“Then the wind turned.” | direct Nina Petrova
The ship is a museum today. |
""",
    "terms and titles": """
Omar Haddad made the film “The Long Way Home to the Sea” in 1999. |
It was called “the best of its year” in Cannes. |
Haddad has said that it was “a mistake”. | reported Omar Haddad
The so-called “golden generation of young directors” left soon after. |
The law that he announced is in force. |
Haddad announced a plan that nobody liked. |
""",
    "british": """
‘The workers’ rights were ignored’, argues Jane Moss of the dockers’ union. | direct Jane Moss
‘Nobody asked us. | direct Jane Moss
They simply came’, she adds. | direct Jane Moss
‘Rubbish!’ | direct Ian Todd
Ian Todd of the port authority said. | reported Ian Todd
In Todd’s view, the dockers were well paid. | reported Ian Todd
""",
}


def check(marked: str) -> list[str]:
    """The lines of ``marked`` whose voice comes out otherwise, with what came out."""
    lines = [line.rpartition("|") for line in marked.strip().split("\n")]
    text = "\n\n".join(
        " ".join(line.rpartition("|")[0].strip() for line in paragraph.split("\n"))
        for paragraph in marked.strip().split("\n\n")
    )
    wanted = [(said.strip(), voice.strip()) for said, bar, voice in lines if bar]
    found = [(said, f"{v.speech} {v.speaker}" if v else "") for said, v in voices_of(*body(text))]
    assert [said for said, _ in found] == [said for said, _ in wanted]
    return [
        f"{said} → {voice}" for (said, voice), (_, want) in zip(found, wanted, strict=True) if voice != want
    ]


@pytest.mark.parametrize("style", STYLES)
def test_style(style: str) -> None:
    assert check(STYLES[style]) == []
