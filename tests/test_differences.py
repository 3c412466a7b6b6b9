"""Statements that differ, and statements that only look as if they did."""

from __future__ import annotations

from datetime import date

import pytest

from index.metadata import Published
from qa.differences import Difference, Statement, compare

DATES = {
    "2017": Published(date(2017, 8, 1), date(2017, 12, 31), "inferred"),
    "march": Published(date(2022, 3, 6), date(2022, 3, 31), "inferred"),
    "summer": Published(date(2022, 7, 1), None, "inferred"),
    "autumn": Published(date(2022, 9, 1), date(2022, 12, 31), "inferred"),
    "unknown": Published(),
}
# What carries the answer stands in [brackets]. kind relation | date: statement | date: statement
DIFFERENT = """
number update | march: Despite its sizable military, one that ranks 64th in the world, and a relatively small population of 19 million, Kazakh President Tokayev called for help. | 2017: Kazakhstan has a population of 18.5 million people.
number contradiction | autumn: Kazakhstan saw the death of 238 people this past January. | march: In January 2022, 225 people died in Kazakhstan.
number contradiction | autumn: Kazakhstan saw the death of [238 people] this past January. | autumn: The January unrest in Kazakhstan led to the death of [164 people].
number contradiction | summer: The oil and gas sector accounts for over 40 percent of the Kazakh state’s revenues. | autumn: The oil and gas sector accounts for 25 % of Kazakhstan’s state revenues.
number contradiction | summer: 80 percent of its oil exports pass through Russian territory via the Caspian Pipeline Consortium. | autumn: Half of Kazakhstan’s oil exports pass through Russian territory.
number update | 2017: Russia accounts for half of Kazakhstan’s total external trade. | summer: Overall, Russia accounts for a fifth of Kazakhstan’s total external trade.
number unknown | unknown: The city has 19,000,000 inhabitants today. | autumn: The city has 12 million inhabitants today.
number update | 2017: Население Казахстана составляет 18 млн человек. | autumn: Население Казахстана составляет 19,6 миллиона человек.
number contradiction | autumn: The pipeline carries 1.2 million barrels of oil a day. | autumn: The pipeline carries two million barrels of oil a day.
number contradiction | march: The company has paid $200 million in taxes. | march: The company has paid 350 million dollars in taxes.
date contradiction | march: The CSTO troops left Kazakhstan on January 13. | autumn: CSTO troops left Kazakhstan on January 19, 2022.
date contradiction | autumn: Tokayev became president of Kazakhstan in 2019. | march: Tokayev became president of Kazakhstan in 2018.
date contradiction | march: The request was sent to the CSTO on [January 5], after three days of protests. | autumn: The request was sent to the CSTO on [January 7].
date update | 2017: The new alphabet is expected to be introduced by the end of the year. | march: The new alphabet is expected to be introduced in 2031.
date contradiction | unknown: Договор подписали в мае 2014 года. | unknown: Договор подписали в июне 2015 года.
name update | 2017: Kazakh President [Nursultan Nazarbayev] was one of the first heads of state to sign up. | march: Kazakh President [Kassym-Jomart Tokayev] called on the CSTO for help.
name update | 2017: In 2015, Kazakh President [Nursultan Nazarbayev] was one of the first to sign up. | autumn: Following the replacement in 2019, [Kassym-Jomart Tokayev], president of Kazakhstan, took a stronger stance.
name contradiction | march: The troops were led by [Andrey Serdyukov]. | march: The troops were led by [Sergei Shoigu].
name update | 2017: [Bakytzhan Sagintayev] is prime minister of Kazakhstan. | autumn: The prime minister of Kazakhstan is [Alikhan Smailov].
name unknown | unknown: The president of Kazakhstan is [Nazarbayev]. | march: The president of Kazakhstan is [Tokayev].
polarity unknown | march: Kazakhstan does not support the war in Ukraine. | autumn: Kazakhstan supports the war in Ukraine.
polarity contradiction | march: Kazakhstan does not support the war in Ukraine. | march: Kazakhstan supports the war in Ukraine.
polarity contradiction | summer: Kazakhstan has recognized the Donetsk republic. | autumn: Kazakhstan has not recognized the Donetsk republic.
polarity contradiction | march: Kazakhstan opposes the sanctions on Russia. | march: Kazakhstan supports the sanctions on Russia.
polarity unknown | 2017: Russia is not interfering in Kazakhstan at present. | march: Russia is interfering in Kazakhstan at present.
polarity contradiction | march: Казахстан не поддерживает войну в Украине. | march: Казахстан поддерживает войну в Украине.
number contradiction | march: At least 31 people died in the Bishkek fire. | march: The Bishkek fire killed 12 people.
number update | 2017: The gold reserves of Kazakhstan are worth $18 billion. | autumn: The gold reserves of Kazakhstan are worth 34 billion dollars.
number contradiction | summer: Kazakhstan sends two thirds of its oil through Russia. | autumn: Kazakhstan sends 80 percent of its oil through Russia.
date contradiction | march: The pipeline to China was opened in December 2005. | autumn: The pipeline to China opened in July 2006.
name update | 2017: Kazakhstan’s prime minister, [Bakytzhan Sagintayev], met the delegation. | march: Prime Minister [Alikhan Smailov] of Kazakhstan met the investors.
polarity contradiction | march: Tokayev never asked Russia for troops. | march: Tokayev asked Russia for troops.
polarity contradiction | summer: Kazakhstan has banned the export of oil to Russia. | autumn: Kazakhstan has not banned the export of oil to Russia.
number update | 2017: В городе проживает 1,7 млн человек. | autumn: В городе проживает два миллиона человек.
number contradiction | march: The reactor will cost 5 billion dollars, the minister said. | march: The reactor will cost $9 billion.
number update | march: The blast injured 40 workers at the Karaganda mine. | autumn: The blast at the Karaganda mine injured 56 workers.
date contradiction | march: The parliament dissolved itself on [January 19], 2021. | autumn: The parliament dissolved itself on [March 19], 2021.
polarity contradiction | march: Uzbekistan joined the customs union. | march: Uzbekistan has not joined the customs union.
name contradiction | march: The bridge was designed by [Anna Berg]. | march: [Ivan Petrov] designed the bridge.
"""
SAME = """
march: A relatively small population of 19 million lives in Kazakhstan. | autumn: Kazakhstan has a population of 19,000,000 people.
march: About 20 percent of the trade goes to Russia. | march: 21 % of the trade goes to Russia.
summer: Russia accounts for a fifth of Kazakhstan’s external trade. | autumn: Russia accounts for 20 percent of Kazakhstan’s external trade.
summer: The oil and gas sector accounts for over 40 percent of the Kazakh state’s revenues. | autumn: The oil and gas sector accounts for 44 percent of Kazakh state revenues.
summer: The oil and gas sector accounts for over 40 percent of the Kazakh state’s revenues. | summer: 80 percent of its oil exports pass through Russian territory.
summer: Russia is the largest stakeholder of the Caspian Pipeline Consortium (31 percent). | summer: Kazakhstan is a stakeholder of the Caspian Pipeline Consortium (19 percent).
autumn: Kazakhstan saw the death of 238 people this past January. | autumn: Their involvement in ‘Bloody January’ resulted in the death of 238 protesters.
autumn: In January 2022, 238 people died in Kazakhstan. | autumn: In January 2022, 4,500 people were injured in Kazakhstan.
autumn: Kazakhstan had a population of 16 million in 2009. | autumn: Kazakhstan had a population of 19 million in 2021.
autumn: Oil imports of Kazakhstan fell by 20 percent last month. | autumn: Oil exports of Kazakhstan fell by 10 percent last month.
march: It ranks 64th in the world, according to the Global Firepower ranking. | march: It has a population of 19 million, according to the census.
summer: More than half of Kazakhstan’s cargo flows pass through Russia. | autumn: 55 percent of Kazakhstan’s cargo flows pass through Russia.
autumn: Karachaganak has a Russian share of 13.5 percent. | autumn: Tengiz has a Russian share of 5 percent.
march: The population of Kazakhstan is 19 million. | march: The population of Uzbekistan is 35 million.
march: The CSTO troops left Kazakhstan on January 13. | autumn: CSTO troops left Kazakhstan in January 2022.
march: The request was sent to the CSTO on January 5. | march: The CSTO troops left on January 13.
summer: Tokayev spoke at the St. Petersburg forum in June. | autumn: Tokayev spoke at the St. Petersburg forum in July.
autumn: Nazarbayev was replaced in 2019. | march: Nazarbayev was elected in 1991.
autumn: The war in Ukraine began in 2022. | autumn: The war in Ukraine began on February 24, 2022.
2017: The alphabet will be introduced by 2025. | march: The alphabet will be introduced in 2023.
2017: The talks took place on Monday. | autumn: The talks took place on Friday.
march: Kazakh President [Kassym-Jomart Tokayev] called on the CSTO for help. | autumn: President [Tokayev] pleaded to the CSTO in January.
2017: [Karim Massimov] is head of the security services. | autumn: [Karim Masimov], head of the KNB security services, was dismissed.
march: Russian President [Vladimir Putin] spoke to Tokayev. | march: Ukraine’s President [Volodymyr Zelenskyy] spoke to Tokayev.
autumn: The former president [Nazarbayev] withdrew support. | autumn: The current president [Tokayev] withdrew from the race.
march: The president of Kazakhstan is [Tokayev]. | march: The president of Kazakhstan is [a former diplomat].
march: Kazakhstan does not support the war in Ukraine. | autumn: Kazakhstan stands against Russia’s efforts in Ukraine.
march: Kazakhstan does not support the war in Ukraine. | march: Kazakhstan opposes the war in Ukraine.
march: Kazakhstan is not considering recognizing the Donetsk People’s Republic. | summer: Kazakhstan would not be recognizing the Donetsk people’s republics.
march: Belarus supported Russia in the United Nations General Assembly. | march: Kazakhstan did not support Russia in the United Nations General Assembly.
summer: If Kazakhstan supports the war, sanctions follow. | summer: Kazakhstan does not support the war.
march: Does Kazakhstan support the war in Ukraine? | march: Kazakhstan does not support the war in Ukraine.
march: The aid not only won points for Putin from Russians in Russia. | march: The aid won points for Putin from Russians in Russia.
march: Kazakhstan may recognize the Donetsk republic. | march: Kazakhstan does not recognize the Donetsk republic.
march: There has been no major shift in Kazakhstan’s internal politics. | summer: Russian-Kazakh relations have not undergone a fundamental change.
march: Россия не признала выборы в Киеве. | march: Россия признала независимость Донецка.
march: Some 3,000 troops were sent to Kazakhstan. | march: About 2,900 troops were sent to Kazakhstan.
march: Kazakhstan exports 1.4 million barrels of oil a day. | march: Kazakhstan exports 60 million tons of oil a year.
autumn: President Tokayev won 81 percent of the vote in Kazakhstan. | autumn: President Tokayev won 71 percent of the vote in Kazakhstan in 2019.
march: The foreign minister did not visit Moscow. | march: The defence minister visited Moscow.
autumn: Turkey’s president [Erdogan] met Putin in Astana. | autumn: Kazakhstan’s president [Tokayev] met Putin in Astana.
march: The summit in Almaty will take place in May. | summer: The summit in Bishkek took place in June 2022.
march: China is not interested in a conflict with Russia. | march: Kazakhstan is not interested in a conflict with China.
march: Exports of wheat to Iran rose by 12 percent in January. | march: Exports of wheat to China rose by 30 percent in January.
march: The bank has 40 branches in Almaty. | march: The bank has 15 branches in Astana.
autumn: The court sentenced Dutbayev to eight years in prison. | autumn: The court sentenced Bishimbayev to ten years in prison.
march: Russia did not send troops to Syria. | march: Russia sent troops to Kazakhstan.
march: The first protest took place in Zhanaozen on January 2. | march: The largest protest took place in Almaty on January 5.
march: Putin met Tokayev on February 10. | march: Putin met Tokayev on March 2.
2017: The tenge fell by 3 percent against the dollar yesterday. | march: The tenge fell by 20 percent against the dollar last week.
march: [Tokayev] became president. | march: [Nazarbayev] became president.
march: Nearly two thirds of voters backed the reform. | march: 64 percent of voters backed the reform.
"""


def statement(field: str) -> Statement:
    dated, _, text = field.strip().partition(": ")
    answer = text[text.index("[") + 1 : text.index("]")] if "[" in text else None
    return Statement(text.replace("[", "").replace("]", ""), DATES[dated], None, answer)


def difference(first: str, second: str) -> Difference | None:
    """What `compare` says, which must be the same in both orders."""
    found, back = (
        compare(statement(first), statement(second)),
        compare(statement(second), statement(first)),
    )
    assert (found and (found.kind, found.relation)) == (back and (back.kind, back.relation))
    return found


@pytest.mark.parametrize("row", DIFFERENT.strip().splitlines())
def test_statements_that_differ(row: str) -> None:
    expected, first, second = row.split(" | ")[:3]
    found = difference(first, second)
    assert found
    assert f"{found.kind} {found.relation}" == expected
    assert found.first in statement(first).text
    assert found.second in statement(second).text


@pytest.mark.parametrize("row", SAME.strip().splitlines())
def test_statements_that_do_not_differ(row: str) -> None:
    first, second = row.split(" | ")
    assert difference(first, second) is None
