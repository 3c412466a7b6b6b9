"""The words by which the parts of an article that are not its text are known.

Data for `index.zones`: patterns about articles in general, in English and Russian. All match
from the beginning of a block, without regard to case, unless said otherwise.
"""

from __future__ import annotations

import re

_FLAGS = re.IGNORECASE

# "Tags: …", "Filed under …"
TAGS = re.compile(
    r"(?:tags?|tagged(?: with| in)?|topics?|keywords?|filed under|posted in|categor(?:y|ies)"
    r"|hashtags?|теги|метки|рубрик[аи]|ключевые слова|тақырып\w*)\s*:",
    _FLAGS,
)

# "By Jane Doe", "Edited by: J. D.", "Credit: …": who made the article or its pictures.
CREDIT = re.compile(
    r"(?:credits?\s*:|(?:photo|image|picture|illustration)(?: credits?| by| courtesy)?\s*:"
    r"|(?:photograph|photo|image)s? (?:by|courtesy of)\b"
    r"|(?:interview|story|analysis|text|words|additional reporting|written|edited|translated|reported|reporting|compiled|reviewed|posted) by\b"
    r"|by:?\s+(?=[A-ZА-ЯЁ])(?-i:[A-ZА-ЯЁ]\S+(?:\s+\S+){0,5})$"
    r"|.{0,80}\bcontributed to this (?:report|article|story)\b|this (?:article|story|post) (?:was|first|originally)\b.{0,60}\b(?:published|appeared)\b"
    r"|author\s*:|©|\(c\)\s|copyright\b|автор\s*:|фото\s*:|редактор\s*:|перевод\s*:|источник\s*:|source\s*:)",
    _FLAGS,
)
PICTURE_CREDIT = re.compile(
    r"(?:credits?\s*:|(?:photo|image|picture|illustration)(?: credits?| by| courtesy)?\s*:"
    r"|(?:photograph|photo|image)s? (?:by|courtesy of)\b|фото\s*:)",
    _FLAGS,
)

CAPTION = re.compile(
    r"(?:caption\s*:|pictured|(?:fig(?:ure)?\.?|рис\.?|рисунок)\s*\d+|file photo|на фото\b|!\[)",
    _FLAGS,
)
# What pictures show, in a line without a verb of its own: anywhere in the line.
PICTURED = re.compile(
    r"\b(?:meeting with|speaking (?:at|to|with)|shak(?:es|ing) hands|pictured|seen here"
    r"|poses?|posing|attend(?:s|ing)|gather(?:s|ed|ing)?|walk(?:s|ing)|wav(?:es|ing)"
    r"|\((?:left|right|centre|center)\)|file photo)\b",
    _FLAGS,
)

# A label that stands alone on its line: the page's own furniture.
NAVIGATION = re.compile(
    r"(?:previous|next|prev|back|home|menu|search|print|e-?mail|share(?: this.*)?|tweet|reply"
    r"|top|back to top|log ?in|sign in|register|skip to .{1,40}"
    r"|(?:previous|next|older|newer) (?:post|article|story|page|entry)s?"
    r"|(?:read|see|learn|more|view) ?(?:more|also|next|further|on this topic|all)?(?: from.{0,40})?"
    r"|you (?:may|might) also (?:like|be interested in)|related(?: \w+){0,3}|recommended(?: \w+){0,2}"
    r"|(?:most|recent|latest|popular|trending|top) (?:\w+ )?(?:features?|posts?|articles?|stor(?:y|ies)|news|read)"
    r"|advertisement|loading|table of contents|contents|permalink|load more|show more"
    r"|читайте? также|читать далее|назад|вперёд|вперед|далее|поделиться|похожие (?:статьи|материалы)"
    r"|по теме|реклама|комментировать|подписаться|поделиться в .{1,20})\s*[:.…»›→>]*\s*$",
    _FLAGS,
)

# The same with what it leads to on the same line: "Read also: Title of another article".
NAVIGATION_TO = re.compile(
    r"(?:read (?:more|also|next)|see also|related|more on this|also on .{1,30}"
    r"|читайте также|см\. также|по теме|подробнее|нашли ошибку)\s*[:→»]\s*\S",
    _FLAGS,
)

COMMENTS_HEADING = re.compile(
    r"(?:\d+\s+)?(?:comments?|responses?|replies|discussion|комментари[ийея]+|пікірлер)"
    r"(?:\s*\(?\d+\)?|\s+on\s+.{1,200})?\s*:?$|leave a (?:comment|reply)\b.{0,40}$",
    _FLAGS,
)
# "1. Avatar Jane says:" — a reader's name above the comment.
COMMENT_AUTHOR = re.compile(
    r"(?P<number>\(?\d{1,4}[.)]\s+)?(?P<avatar>avatar\s+(?:of |for )?)?(?P<author>\S.{0,60}?)\s+"
    r"(?:says|said|writes|wrote|replied|commented|responds|пишет|написал[а]?|говорит|жазды)"
    r"(?P<when>\s+(?:on|at|в)?\s*.{0,40}\d.{0,30})?\s*:$",
    _FLAGS,
)

# "Comments" and nothing that a section of an article could be called as well.
COMMENTS_ONLY = re.compile(r"(?:\W*)(?:reader )?(?:comments|комментарии|пікірлер)\W*$", _FLAGS)
# Under such a heading: a name alone on its line, or with the day and time.
COMMENT_NAME = re.compile(
    r"(?P<author>[^\W_][\w'’_-]{1,30}|[A-ZА-ЯЁ][\w'’-]*\.?(?: [A-ZА-ЯЁ][\w'’-]*){0,2} [A-ZА-ЯЁ](?:[\w'’-]+|\.))"
    r"(?:\s*[,•|·–—(-]\s*(?=.*\d).{4,60}|\s+on .{4,40}\d.{0,20}|:)?$"
)

# What asks the reader for something. One strong cue is enough; of the weak ones two are needed.
APPEAL_STRONG = re.compile(
    r"(?:please|help|could you|we ask you to|consider)\b.{0,60}\b(?:donat(?:e|ion|ing)|subscrib(?:e|ing)|support us"
    r"|becom(?:e|ing) a (?:member|patron|supporter))"
    r"|\b(?:donate|subscribe|sign up|register) (?:now|here|today|to our|for our|to the newsletter)\b"
    r"|\b(?:sign up|subscribe) (?:for|to) (?:our|the|my)\b.{0,60}(?:newsletter|briefing|channel|updates|list)"
    r"|\b(?:follow|like|join|find) (?:us|me|her|him|them) on\b|\bsupport our (?:work|journalism|mission)\b"
    r"|\bhave a favou?r to ask\b|\b(?:depend|rely) on our readers\b"
    r"|(?:поддержите|подпишитесь|подписывайтесь)\b.{0,60}(?:нас|канал|рассылк|проект|редакци)"
    r"|(?:сделать|оформи(?:ть|те)) (?:пожертвовани|подписк)",
    _FLAGS,
)
APPEAL_WEAK = re.compile(
    r"\b(?:dear (?:readers?|friends)|donat(?:e|ion)s?|subscri(?:be|ption)|newsletter|patreon|paypal|crowdfund\w*"
    r"|our (?:generous )?(?:supporters|readers|donors)|keep us (?:online|going|running)|your (?:support|contribution|donation)"
    r"|if you (?:like|enjoy(?:ed)?) (?:what|this|our)|shoestring budget|independent journalis\w+"
    r"|дорогие читатели|уважаемые читатели|пожертвовани\w+|донат\w*|рассылк\w+)\b",
    _FLAGS,
)

# "14 September 2022", "Sept. 14, 2022", "2022-09-14", with or without a label before it.
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_MONTH_RU = r"(?:января|февраля|марта|апреля|мая|июня|июля|августа|сентября|октября|ноября|декабря)"
MONTHS_RU = ("янв", "фев", "мар", "апр", "мая", "июн", "июл", "авг", "сен", "окт", "ноя", "дек")
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
DATE_LINE = re.compile(
    r"(?P<label>(?:first )?(?:published|posted|date|updated|last (?:updated|modified))(?: on| at)?\s*:?\s*)?"
    r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day,?\s+)?"
    rf"(?:(?P<iso>\d{{4}}-\d{{2}}-\d{{2}})|(?P<d1>\d{{1,2}})(?:st|nd|rd|th)?\s+(?P<m1>{_MONTH}),?\s+(?P<y1>\d{{4}})"
    rf"|(?P<m2>{_MONTH})\s+(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<y2>\d{{4}})"
    rf"|(?P<d3>\d{{1,2}})\s+(?P<m3>{_MONTH_RU})\s+(?P<y3>\d{{4}})(?:\s*г(?:ода|\.)?)?)"
    r"(?:,?\s*(?:at\s*|в\s*)?\d{1,2}:\d{2}[^|·]{0,20})?(?:\s*[|·,;–—-]\s*(?:last )?(?:updated|modified|обновлено).{0,60})?\s*$",
    _FLAGS,
)
