"""The words by which servers say “not found”, “who are you?” and “log in”, in the languages of the field."""

from __future__ import annotations

import re
from collections.abc import Iterable

# The words that error pages are made of. A title that has any other word is about something else.
_VOCABULARY_TEXT = """
a access accessing account active address administrator again all an and any anymore anything apologies
app application archived are arent argh article at author authors available ay back bad be because been
blog broken bucket bummer but by can cannot cant caramba change changed channel check closed code
collection contact content could couldnt current dang darn dataset deactivated deck default deleted
destination did didnt directory disabled discontinued do document does doesnt doi domain dont down either
ended entity entry er err error error404 event exist exists expired fatal file files find folder for forum
found from front go gone gosh has hasnt have hello here hi hmm home homepage hoppla host hosted hosting
http https if in incorrect incorrectly invalid is isnt it item its job key link linked listing located
longer look looking lost main may me member might missing misspelled mistyped model more moved much name
never no nope not note notfound nothing object of off oh old on only ooops oops oopsie or ouch our out
outdated owner owners page pages paper paste path permanently please position post posted posting private
problem product profile project publication published re reach record removed renamed repo report
repository request requested require resource result results retired return roh route ruh s see seem seems
series server service services session share shared shoot shut site sites snap snippet something sorry
specified spelled spelling start status story such suspended t take temporarily terminated text that the
there these they this thread title to topic try trying turned typed uh uhm uhoh unavailable unfortunately
unknown unpublished ups url user version video view viewed visit volume want was wasnt we web webmaster
webpage website well went were weve what which who whoa whoops wiki with withdrawn working would wrong yet
yikes you your youre youve 404 410
"""
VOCABULARY = frozenset(_VOCABULARY_TEXT.split())

_THING = (
    "(?:page|file|document|site|website|url|content|article|post|paper|resource|repository|repo|project|item"
    "|object|link|user|product|video|publication|record|entry|domain|account|blog|note|paste|dataset|model|app"
    "|service|share|thread|profile|post|job|position|bucket|key|deck|hosting|member|channel|address)"
)


def _any(phrases: Iterable[str]) -> str:
    return "|".join(phrase.strip() for phrase in phrases if phrase.strip())


# What has to be among those words, apostrophes dropped, for a text to say that something is missing.
TELLING = re.compile(
    _any(
        rf"""
        \b(?:error404|notfound)\b
        \bnot (?:be )?(?:found|exist|available|located)\b
        \bno (?:longer|such)\b
        \bno results?\b
        \b(?:doesnt|does not|dont|do not|didnt) (?:seem to )?exist\b
        \b(?:cant|cannot|can not|couldnt|could not) (?:seem to )?(?:be )?f(?:i|ou)nd\b
        \b{_THING} (?:\w+ ){{0,5}}(?:missing|removed|deleted|gone|expired|unavailable|moved|closed|suspended|disabled)\b
        \b{_THING} (?:\w+ ){{0,5}}(?:unpublished|withdrawn|shut down|retired|turned off|deactivated|terminated|ended)\b
        \b(?:missing|invalid|unknown|broken|dead|bad|expired) {_THING}\b
        \bnothing (?:was )?(?:found|here|to see)\b
        """.splitlines()
    )
)

# A status by itself, with or without the words that usually stand around it.
NUMBER = re.compile(
    r"(?:(?:oops|ooops|whoops|sorry|ups|error|err|http|https|status|code|page|server|that|is|a|an|the|this|oh|no|it|looks"
    r"|like|found|you|youve|hit|got|there|was|we|have|s|us) )*(?:404|410)(?: (?:error|page|oops|sorry|status|code|s|what|client"
    r"|nothing|to|see|here|take|me|home|go|back|homepage|gone|lost))*"
)

# Sentences of servers that name what is missing, on a page that says little else.
SENTENCE = re.compile(
    _any(
        rf"""
        \b{_THING}s? (?:\S+ ){{0,8}}(?:was |could |can )?not (?:be )?(?:found|exist|available)\b
        \b{_THING} (?:\S+ ){{0,8}}(?:doesnt|no longer) exists?\b
        \b(?:error|http) 404\b
        \b404[ :-]+not found
        (?:could not|couldnt|cannot|cant) find (?:the|that|this|your|what)\b
        there isnt a github pages site here
        \b(?:this|the|that) {_THING} (?:\S+ ){{0,3}}(?:has|have|was|were|is) (?:been |now |no longer )?(?:removed|deleted|closed|suspended|disabled)
        \b(?:this|the|that) {_THING} (?:\S+ ){{0,3}}(?:has|have|was|were) (?:been )?(?:unpublished|shut down|retired|turned off|expired|ended)
        \b(?:this|the|that) {_THING} (?:\S+ ){{0,3}}is no longer (?:available|online|active|accessible|published|supported|hosted)
        \b(?:was|were|been|are|is) (?:now |permanently |since )?(?:shut down|taken down|turned off|discontinued)\b
        \b(?:has|have) (?:now )?closed\b
        \b(?:removed|deleted|hidden|unpublished|made private) by (?:the|its) (?:owner|author|authors|user|publisher|moderators?)\b
        \bnot (?:in the (?:repository|database|archive|catalog)|there any ?more|exported)\b
        \bno (?:page|file|document|site|text|purl|record|article|entry) (?:\S+ ){{0,2}}(?:here|in this|by (?:that|this)|at this|with|under|registered)\b
        \b{_THING} you (?:requested|want|wanted|are looking for|were looking for) (?:\S+ ){{0,4}}(?:archived|withdrawn|missing|gone|removed|deleted)\b
        \b(?:{_THING}|domain name) (?:is|was) parked\b
        \bwe have a 404\b|\b404d\b
        \bno such (?:{_THING}|key|bucket)\b
        \binvalid {_THING} (?:specified|id)\b
        """.splitlines()
    )
)

# Missing pages in other languages, and domains that nobody has any more: only in a short text of its own.
ELSEWHERE = re.compile(
    _any(
        """
        nicht (?:gefunden|vorhanden)
        existiert nicht
        introuvable
        non trouv[ée]e?
        n.existe pas
        no (?:se )?(?:ha )?(?:encontrad[ao]|encontr[óo])
        no existe
        n[ãa]o (?:foi )?encontrad[ao]
        non (?:è stata )?trovat[ao]
        niet gevonden
        hittades inte
        ikke fun[dn]et
        ei l[öo]ydy
        nie (?:została )?znaleziono?a?
        nie istnieje
        nenalezena?
        не найден[ао]?
        не существует
        не знайден[оа]
        bulunamad[ıi]
        nem tal[áa]lhat[óo]
        không tìm thấy
        tidak ditemukan
        nu a fost g[ăa]sit[ăa]
        δεν βρέθηκε
        不存在
        未找到
        [找搵]不到
        无法找到|無法找到
        已(?:被)?.{0,4}删除|已被刪除
        inexistante?|desapareceu|ha desaparecido|a disparu
        parked free
        已失效
        走丢了
        不见了
        見つかりません
        存在しません
        찾을 수 없
        존재하지 않
        domain (?:name )?(?:\\S+ )?(?:is |may be )?(?:for sale|parked)
        (?:is|are) for sale\\b
        buy this domain
        domain (?:has )?expired
        parked (?:domain|page)
        account (?:has been )?suspended
        website (?:has )?expired
        there isn.?t a github pages site here
        hugedomains
        غير موجودة?
        (?:inte|ikke) hitta[st]s|kunde inte hittas
        steht zum verkauf|zu verkaufen
        (?:en venta|à vendre|à venda|in vendita|na sprzedaż)
        (?:cuenta|página|domínio|dominio|domaine|compte|conta) (?:suspendid[ao]|suspendue?|expirad[ao]|expirée?|scadut[oa]|sospes[oa]|fermé[e]?)
        b[łl][ąa]d 404|fehler 404|erreur 404|errore 404|ошибка 404|erro 404
        доступ .{0,30}закрыт|страница удалена|удалена? автором|домен не (?:прилинкован|делегирован)
        已(?:被)?(?:关闭|作者删除|取消|注销|下架|屏蔽)|無法(?:顯示|查看)|无法查看|违规
        サービス終了|終了しました|削除されました
        삭제되었|삭제된|없는 페이지
        (?:apache2? .{0,30})?default (?:web ?)?page(?:: it works)?|welcome to nginx|iis windows server|it works!
        (?:domain|site|website) not (?:connected|configured|published)
        no such app|coming soon|under construction
        """.splitlines()
    )
)

# What may stand around those, and says nothing by itself.
AROUND = re.compile(
    _any(
        r"""
        \b(?:die|der|das|diese|seite|angeforderte|wurde|leider|datei|fehler|domain|ist)\b
        \b(?:la|le|les|cette|page|demandée|ressource|fichier|erreur|est|a|été|oups|désolé)\b
        \b(?:el|la|esta|página|recurso|archivo|error|solicitada|lo|sentimos|se|ha)\b
        \b(?:a|o|esta|página|ficheiro|artigo|ops|erro|não)\b
        \b(?:pagina|risorsa|la|file|errore|de|deze|sidan|siden|sivua|strona|stránka|sayfa|oldal|az|pagina)\b
        \b(?:страница|запрашиваемая|запрошенная|эта|сторінка|файл|ошибка|извините|такой|нет)\b
        您|你|要|所|访问|查看|請求|请求|的|页面|頁面|网页|網頁|文章|内容|內容|文件|帖子|资源|仓库|该|該|此|抱歉|对不起|错误|了|啦|呀|哎呀|很|或
        お探しの|ページ|が|は|指定された|でした|ません|申し訳|ございません|記事|ファイル
        요청하신|페이지를|페이지|해당|게시물|습니다|입니다
        الصفحة|المطلوبة
        error|oops|sorry|404|410
        """.splitlines()
    )
)

# Titles, or whole parts of them, of pages that let only browsers in.
WALL = re.compile(
    _any(
        """
        just a moment\\W*
        (?:please )?(?:wait|stand by)\\W*|one moment(?:,? please)?\\W*
        attention required\\W*
        access (?:to this page has been )?denied\\W*
        are you (?:a )?(?:robot|human)\\W*
        robot (?:check|or human)\\W*
        one more step\\W*
        (?:\\w+ )?(?:security|bot|human|browser) (?:check|checkpoint|verification|challenge|detection)\\W*
        captcha(?: \\w+)?\\W*
        ddos.?(?:guard|protection).{0,30}
        checking your browser.{0,40}
        client challenge
        validate user
        pardon our interruption\\W*
        making sure you.{0,6}re not a bot\\W*
        (?:please )?verify(?:ing)? (?:that )?you(?:'re| are) (?:a |not )?.{0,10}(?:human|robot|bot)\\W*
        radware.{0,30}
        request (?:blocked|rejected)\\W*
        (?:403|error)?\\W*forbidden\\W*
        (?:429)?\\W*too many requests\\W*
        rate limit(?:ed| exceeded)\\W*
        unusual traffic.{0,30}
        incapsula.{0,30}
        you (?:have been|are) (?:blocked|being redirected).{0,20}
        zugriffsüberprüfung
        ой!
        """.splitlines()
    )
)
WALLS = re.compile(r"安全验证|安全检查|人机验证|waf验证|^验证码|访问(?:受限|过于频繁)")

# The machinery of such pages; forms of ordinary pages have some of it too, but those say more.
GUARDS = re.compile(
    _any(
        r"""
        cf-turnstile|challenges\.cloudflare\.com|/cdn-cgi/challenge-platform|cf_chl_
        _incapsula_resource
        captcha-delivery\.com|datadome
        px-captcha|perimeterx
        sucuri_cloudproxy
        /\.within\.website/|anubis_challenge|techaro
        (?:g-recaptcha|h-captcha)["'\s]
        smartcaptcha|/showcaptcha
        """.splitlines()
    ),
    re.IGNORECASE,
)

LOGIN = re.compile(
    _any(
        """
        (?:please )?(?:log ?in|sign ?in|log ?on|sign up)(?: (?:to|with) .{1,40}| required)?
        (?:authentication|authorization|login) required
        institutional (?:login|access)
        find your institution
        会員ログイン
        single sign.on
        anmelden
        connexion
        iniciar sesión
        登录|登入|登錄|ログイン
        """.splitlines()
    )
)
