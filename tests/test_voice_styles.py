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
    "court": """
LONDON, March 4 (Agency) - A judge on Thursday rejected a request by the oil company Norvane to move its trial. |
"The court sees no reason for delay," Judge Helen Marsh wrote in a 12-page ruling. | direct Helen Marsh
Norvane, which denies the charges, said it was disappointed. | reported Norvane
"We will appeal," its lawyer, David Stone, told reporters outside the court. | direct David Stone
Prosecutors accuse the company of bribing officials in three countries. |
Marsh said the trial would begin in June. | reported Helen Marsh
Two former managers have pleaded guilty, according to court papers. |
""",
    "feature": """
When the river rose, Teresa Alvarez carried her chickens to the roof. |
“I had eleven,” she says, sitting on a crate. | direct Teresa Alvarez
“Now I have two.” | direct Teresa Alvarez

Her neighbours fared worse. |
Across the road lives Samuel Ortiz, a retired bus driver. |
He lost his house and, he says, his will to build another. | reported Samuel Ortiz

“You ask yourself what for,” Ortiz told me. | direct Samuel Ortiz
“My son calls every day from Houston. | direct Samuel Ortiz
He wants me to come. | direct Samuel Ortiz

“But this is where my wife is buried.” | direct Samuel Ortiz

The “hundred-year flood” was the third in a decade. |
Hydrologists such as Ingrid Vogel warn that the dykes are too low. | reported Ingrid Vogel
“We told them in 2011,” says Vogel, who now teaches in Graz. | direct Ingrid Vogel
""",
    "kazakh forum": """
Астанада экологиялық форум өтті. |
Министр Ерлан Нысанов форумда жаңа заң қабылданатынын айтты. | reported Ерлан Нысанов
«Су мәселесі – ең маңызды мәселе», – деді ол. | direct Ерлан Нысанов
Эколог Гүлнәр Омарова: «Заң кешігіп қабылданды». | direct Гүлнәр Омарова
Омарованың пікірінше, Арал тартыла береді. | reported Гүлнәр Омарова
Форумға екі жүз адам қатысты. |
""",
    "business": """
Shares in Telvik fell 8 percent after the chief executive, Karin Lund, resigned. |
“It is time for someone new,” Lund said in a letter to staff. | direct Karin Lund
Chairman Erik Dahl thanked her for “nine remarkable years.” |
He said the search for a successor had begun. | reported Erik Dahl
Analysts at Sandberg Bank think that the company is worth less. |
“Without Lund, it is a different firm,” said one. |
Telvik has said it expects growth of 2 percent. | reported Telvik
""",
    "science": """
A team led by Dr. Priya Nair has found water under the crater. |
“We looked three times because nobody believed it,” Nair says. | direct Priya Nair
The water is salty, she explains, and very old. | reported Priya Nair
Geologist Owen Price, who was not involved in the study, calls it “a lovely surprise”. |
But he cautions that the sample is small. | reported Owen Price
“One hole is one hole,” he says. | direct Owen Price
“You need ten.” | direct Owen Price
According to Nair, drilling will go on in July. | reported Priya Nair
""",
    "russian school": """
В Караганде открыли новую школу на 900 мест. |
На церемонии выступил аким области Марат Есенов. |
«Такой школы в городе ещё не было», — сказал Есенов. | direct Марат Есенов
Директор школы Светлана Юрьевна Ким рассказала, что учителей пока не хватает. | reported Светлана Юрьевна Ким
По её словам, вакантны шесть ставок. | reported Светлана Юрьевна Ким
«Мы ищем математиков», — добавила директор. | direct Светлана Юрьевна Ким
Родители довольны. |
«Раньше дочь ездила час», — говорит Динара, мать первоклассницы. | direct Динара
""",
    "parliament": """
The Senate voted 52 to 48 for the bill. |
Senator Grace Holloway, who wrote it, said that it would save lives. | reported Grace Holloway
Senator Mark Tully disagreed. |
“This bill is a fraud,” Tully told the chamber. | direct Mark Tully
“It helps no one but insurers. | direct Mark Tully

“And everyone here knows it.” | direct Mark Tully

The White House said the president would sign it on Friday. | reported the White House
“A promise is a promise,” Holloway told CNN. | direct Grace Holloway
“I made it to my voters,” the senator said. | direct Grace Holloway
The “Save Our Clinics Act of 2024” takes effect in March. |
""",
    "conflict": """
The army said that rebels had attacked a checkpoint near Tarin. | reported the army
A rebel spokesman, Abdul Karimi, denied this. |
“We were not there,” he told Reuters by telephone. | direct Abdul Karimi
Residents said they had heard shots before dawn. |
“I hid under the bed,” said Farida, 34, who gave only her first name. | direct Farida
The United Nations called for a ceasefire. |
Its envoy, Maria Lindqvist, warned of famine. | reported Maria Lindqvist
“Children are dying,” Lindqvist said. | direct Maria Lindqvist
“The world looks away.” | direct Maria Lindqvist
""",
    "kazakh school": """
Түркістанда жаңа мектеп ашылды. |
«Балалар енді үш ауысымда оқымайды», – деп атап өтті облыс әкімі Дархан Сатыбалды. | direct Дархан Сатыбалды
Мектеп директоры Айгүл Серікова мұғалімдер жетіспейтінін айтты. | reported Айгүл Серікова
Оның айтуынша, он орын бос тұр. | reported Айгүл Серікова
""",
    "crime": """
Police in Malmo have arrested a man of 30 over the fire. |
'He was known to us,' Inspector Lars Holm told a press conference. | direct Lars Holm
Holm did not say why the man had been released in May. |
The mayor, Eva Nyberg, called for calm. |
'It could have been my child,' Nyberg said. | direct Eva Nyberg
'It could have been yours.' | direct Eva Nyberg
A neighbour, who asked not to be named, said she had smelled petrol. |
According to the newspaper Sydsvenskan, two flats were destroyed. | reported Sydsvenskan
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
