"""The field's vocabulary: venues, names of resources, headings that hold no entries."""

from __future__ import annotations

import re


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_VENUES = """
3DV AAAI AACL AAMAS ACCV ACL ACML ACSSC AISTATS ALT AMIA APSIPA ARR arXiv ASE ASPDAC ASP-DAC ASPLOS ASRU ATC
AutoML BigData BioRxiv BMVC BMCV CAV CCS CHI CHIL CIDR CIKM CL COLING COLM COLT CoLLAs CoNLL CoRL CoRR CSCW
CVIU CVPR CVPRW DAC DASFAA DATE DCC DSN EACL ECAI ECCV ECCVW ECIR ECML ECML-PKDD EDBT EMC2 EMDL EMNLP EMSOFT
ESWEEK EuroSys EUSIPCO FAccT FAST FCCM FG FPGA FPL FPT GECCO GLOBECOM GLSVLSI HotChips HPCA HPDC IASI ICAIF
ICANN ICASSP ICC ICCAD ICCD ICCV ICCVW ICDAR ICDE ICDM ICIP ICLR ICLRW ICME ICML ICMLW ICPP ICPR ICRA ICS
ICSE ICWSM IJCAI IJCB IJCNN IJCV IJRR IMC INFOCOM INTERSPEECH Interspeech IPDPS IPSN IROS ISBI ISCA ISCAS
ISLPED ISMAR ISMIR ISPASS ISSCC ISSTA ISVLSI IV ITSC ISWC JAIR JBHI JMLR JSSC JSTSP KDD LCTES LREC MASS MBMV
MIA MICCAI MICRO MIDL MLCAD MLHC MLSP MLSys MM MMM MMSys MobiCASE MobiCom MobiSys MSST MWSCAS NAACL NAS NCA
NDSS NeurIPS NeurIPSW NIPS NIPSW NLPCC NN NSDI NSR OOPSLA OSDI PAKDD PAMI PACMI PACT PLDI PLOS PMLR PNAS
POPL PPoPP PR PRCV PRICAI PRL PVLDB RAL RA-L RecSys RSS RTAS RTSS S&P SAC SC SDM SEC SenSys SIGCOMM SIGDIAL
SIGGRAPH SIGIR SIGKDD SIGMETRICS SIGMOD SIPS SISC SLT SODA SOSP SPAA SPL STOC SysML SYSTOR TAI TASLP TACL
TACO TBD TC TCAD TCAS TCDS TCOM TCSVT TCYB TDSC TECS TETC TGRS TIFS TIP TIST TITS TIV TKDD TKDE TMC TMI TMLR
TMM TNN TNNLS TNSM TOG TODAES TOIS TOMM TOPS TPAMI T-PAMI TPDS TRETS TRO T-RO
TSE TSG TSP TSMC TVCG TVLSI TVT TWC UAI
UbiComp UIST USENIX UMAP VCIP VLDB VLSI VR VTC WACV WASPAA WearSys WebConf WMT WSDM WWW XAI medRxiv
OpenReview SSRN
"""
VENUES = {name.casefold(): name for name in _VENUES.split()}
# Names that are ordinary words or letters too: venues only beside a year, or where a venue is expected.
AMBIGUOUS = _words(
    """
    nas mm sc pr nn cl mia dac date fast asp iv vr fg sec arr fpga vlsi ics ase cav pact micro chi xai umap
    openreview slt sac alt icc automl tops tai tc isca acl atc rss fpt mass imc sem usenix bigdata
    """
)
FULL_NAMES = re.compile(
    r"(?:ieee|acm|ifip|aaai|usenix)(?:/\w+)? |(?:[\w&]+ ){0,4}(?:transactions|trans\.) |"
    r"(?:.{0,60} )?journal\b|"
    r"(?:advances in )?neural (?:information processing|networks$|computation$)|nature\b|science$|"
    r"pattern recognition|"
    r"(?:proceedings|proc\.?|annals|frontiers|annual review|communications|letters) (?:of|in)\b|"
    r"neurocomputing|"
    r"(?:[\w&]+ ){0,5}(?:conference|symposium|workshop|letters|magazine|proceedings)\b|lecture notes|"
    r"(?:european |winter )?conference on|international (?:conference|journal|workshop|symposium)|"
    r"knowledge-based systems|artificial intelligence$|.*(?:学报|研究与发展|杂志|通报|学刊)$|expert systems|"
    r"information sciences|medical image analysis|proceedings$",
    re.IGNORECASE,
)

_RESOURCE = """
abs abstract acm ai animation annotations anonymous api app appendix arxiv article audio author authors
benchmark bib bibtex bibtext bilibili blog book caffe chainer chinese citation cite code codes colab csdn cvf
data dataset datasets demo demos details detectron2 discussion doc docker docs documentation doi
download english
explanation extension extended file full gist git github github.io gitee gitlab google hal here hf home
homepage html hugging huggingface ieee ieeexplore image implementation implementations info interpretation
intro introduction issue jax journal jupyter kaggle keras kr lecture leaderboard link links live long lua
material materials matlab media medium mindspore mirror model models modelscope more mxnet news note
notebook notes official openreview original page paddle paddlepaddle paper papers pdf poster post ppt
preprint presentation pretrained project projectpage proceedings project-page publication publisher py
python pytorch pytorch-lightning question read readme reddit reference release replicate repo report
repository reproduce resource resources results review reviews s2 scholar scikit-learn short site slide
slides software source space spaces springer supp suppl supplement supplementary supplemental talk teaser
tech tensorflow tensorflow2 tf tf2 thesis third-party thread toolkit torch torch7 tutorial tweet twitter
unofficial url version video videos view wandb weights website web webpage weixin wiki workshop www x
youtube zenodo zhihu zoo 论文 代码 项目 主页 解读 讲解 笔记 博客 视频 链接 原文 源码
数据集 数据 知乎 翻译 中文 官方 复现 论文解读 论文链接 代码链接
项目主页 公众号
阅读笔记 解析 详解 分析 下载 论文地址 代码地址 ppt 幻灯片 总结 点评 翻译版 中文版 参考
"""
RESOURCE = _words(_RESOURCE)
FILLERS = _words(
    """
    a the of for in on by with and or my our their this 1 2 3 4 5 3rd 1st 2nd party c++ c cpp v1 v2 v3 i ii
    ver arxiv: + & me it re tf+pt face lab to see list
    """
)
CODE = _words(
    """
    code codes github git gitlab gitee repo repository implementation implementations pytorch tensorflow tf
    tf2 tensorflow2 keras caffe mxnet torch torch7 jax chainer lua matlab paddle paddlepaddle mindspore
    colab notebook gist official unofficial source software model models weights docker
    代码 源码 复现 代码链接 代码地址
    python py jupyter hf huggingface hugging modelscope kaggle
    """
)
ASIDE = _words(
    """
    reddit discussion tweet twitter review reviews thread bibtex bib cite citation
    解读 讲解 笔记 论文解读 解析 详解 知乎
    zhihu 总结 点评 supp suppl supplement supplementary supplemental appendix poster slides slide issue
    leaderboard
    """
)
PAPERISH = _words(
    """
    paper papers pdf arxiv abs abstract link html doi openreview here article preprint ieee acm springer cvf
    url thesis report publication proceedings journal 论文 链接 原文 论文链接 论文地址 hal publisher
    """
)

CONTENTS = re.compile(
    r"(?:table of contents?|contents?(?: table)?|toc|index|quick links?|navigation|outline|catalogue?|menu|"
    r"目录|目錄|内容|大纲|overview of contents)[:：]?$",
    re.IGNORECASE,
)
NO_ENTRIES = re.compile(
    r"how to (?:submit|add|make|open)\b.*|"
    r"(?:how to )?contribut\w*(?: guid\w*| to \w+.*)?$|contributors?$|main(?:tainers?|tained by)$|"
    r"licen[cs]e\w*$|copyright|"
    r"acknowledge?ments?$|thanks$|credits?$|(?:how to )?(?:cite|citations?|citing)(?: \w+){0,3}$|bibtex$|"
    r"contacts?(?: (?:&|and))?(?: \w+)?$|"
    r"star(?:gazers?| history)(?: over time| chart)?$|sponsors?\b|(?:to[- ]?do)s?(?: list)?$|disclaimer|"
    r"usage$|install\w*$|faq|"
    r"贡献|致谢|引用|许可|联系|交流|联系方式|关于作者|authors?$|legend$|notation$|图例|feedback$",
    re.IGNORECASE,
)
NEWS = re.compile(
    r"(?:latest |recent )?(?:news|updates?|changelog|change log|what'?s new|announcements?|"
    r"release notes?)\b(?! (?:papers?|articles?))|更新|最新动态|动态|新闻",
    re.IGNORECASE,
)
PLACEHOLDER = re.compile(
    r"(?:to ?do|tbd|tba|wip|n/?a|none|coming soon|more .*|others? .*|\(?to be (?:added|continued|"
    r"updated).*|.*\bto be added|under construction.*|待(?:补充|更新|续).*|etc|\.+|…+|"
    r"(?:…|\.{3})? ?and \d[\d,.]* more)[.!…]*$",
    re.IGNORECASE,
)
