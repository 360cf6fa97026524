# ruff: noqa: RUF001 - letters of many scripts, which look alike
"""Short texts as people write them: names, notes, rows of a table, and the old encodings each could be in."""

_WESTERN = (
    "Bjørn;4 100,50;Tromsø\nÅse;20;Bodø\n",
    "Møte på tirsdag kl. 9 i båthuset",
    "Élève;Prénom;Né à\nBézard;Hélène;Sète\nCôté;Éloïse;Évreux\n",
    "Le goûter est prêt à midi.",
    "Schlüssel für die Straße",
    "Größe: 12 Zoll, Länge: 3 Füße",
    "García Núñez, José",
    "La reunión será mañana a las nueve.",
    "São João, Conceição",
    "A água não está quente.",
    "Città: Forlì; qualità: ottima; perché no",
    "Æbler og pærer fra Ærø",
    "Händelsen på ön är över.",
    "Hyvää päivää, Mäkinen!",
    "Þórður Guðmundsson, Ísafjörður",
    "Günter Jönsson, Malmö",
    "Café Müller\n",
    "Año: 2031",
)
_CENTRAL = (
    "Zażółć gęślą jaźń",
    "Łódź;Kraków;Gdańsk\n",
    "Spotkanie w środę o dziewiątej, proszę przyjść.",
    "Příliš žluťoučký kůň",
    "Schůzka je ve čtvrtek v devět.",
    "Dvořák;Jiří;Plzeň\n",
    "Košice, Žilina, Prešov",
    "Stretnutie bude vo štvrtok o deviatej.",
    "Árvíztűrő tükörfúrógép",
    "Győr, Pécs, Székesfehérvár",
    "A kulcs a kék ajtóhoz való, kérem hozza vissza.",
    "Sestanek bo v četrtek ob devetih, prosim pridite točno.",
    "Đurđica Šimić, Čakovec",
)
_TURKISH = (
    "Şişli, Beyoğlu, İzmir",
    "Toplantı yarın sabah dokuzda başlıyor.",
    "Gökhan Yıldız;Ağrı\n",
    "Çay ve simit alışverişi için",
)
_BALTIC = (
    "Žąsys ir šuo eina į kiemą.",
    "Šiauliai, Panevėžys",
    "Sapulce notiks ceturtdien plkst. deviņos, lūdzu nākt laikā.",
    "Jānis Bērziņš, Rēzekne",
)
_RUSSIAN = (
    "Привет",
    "Иванов Пётр;Москва\n",
    "Ключ от склада у Марии.",
    "Собрание в четверг в 9 часов",
    "Цена: 40 рублей",
    "НАЧАЛЬНИК ПОРТА",
)
_UKRAINIAN = ("Київ, Львів, Чернівці", "Збори відбудуться у п'ятницю о дев'ятій, її чекають.", "Ключі є в Марії")
_BULGARIAN = ("Срещата е в четвъртък от девет часа.", "Пловдив, Търново", "Ключът е у Мария")
_GREEK = (
    "Καλημέρα",
    "Αθήνα;Θεσσαλονίκη\n",
    "Η συνάντηση είναι την Πέμπτη στις εννέα.",
    "Τιμή: 40 δραχμές",
    "Γιώργος Παπαδόπουλος",
)
_HEBREW = ("שלום", "המפתח אצל מרים", "הפגישה ביום חמישי בתשע", "תל אביב;חיפה\n", "מחיר: 40 שקל")
_ARABIC = ("مرحبا", "المفتاح عند مريم", "الاجتماع يوم الخميس في التاسعة", "القاهرة;بيروت\n", "السعر: 40 دينار")
_THAI = ("สวัสดี", "กุญแจอยู่ที่มารี", "ประชุมวันพฤหัสบดีเวลาเก้าโมง", "กรุงเทพ;เชียงใหม่\n")
_JAPANESE = (
    "こんにちは",
    "東京都;大阪府\n",
    "会議は木曜日の九時です。",
    "鍵は受付にあります。",
    "ポンプの圧力",
    "氏名;住所\n山田太郎;横浜市\n",
    "カメラ 12台",
    "港長は門を閉めた。",
)
_SIMPLIFIED = (
    "你好，世界",
    "北京市;上海市\n",
    "会议在星期四上午九点开始。",
    "钥匙在前台。",
    "姓名;电话\n王小明;12345\n",
    "水泵的压力太高",
    "价格：40元",
    "港口关闭了",
)
_TRADITIONAL = (
    "你好，世界",
    "臺北市;高雄市\n",
    "會議在星期四上午九點開始。",
    "鑰匙在櫃檯。",
    "姓名;電話\n王小明;12345\n",
    "水泵的壓力太高",
    "價格：40元",
    "港口關閉了",
)
_KOREAN = (
    "안녕하세요",
    "서울;부산\n",
    "회의는 목요일 아홉 시에 시작합니다.",
    "열쇠는 안내소에 있습니다.",
    "이름;전화\n김민수;12345\n",
    "펌프의 압력",
    "가격: 40원",
    "항구가 닫혔다",
)

TEXTS = (
    (_WESTERN, ("cp1252", "iso8859-15", "mac-roman", "cp850", "cp437")),
    (_CENTRAL, ("cp1250", "iso8859-2", "cp852")),
    (_TURKISH, ("cp1254", "cp857")),
    (_BALTIC, ("cp1257", "iso8859-13")),
    (_RUSSIAN, ("cp1251", "koi8-r", "iso8859-5", "cp866", "mac-cyrillic")),
    (_UKRAINIAN, ("cp1251", "koi8-u")),
    (_BULGARIAN, ("cp1251",)),
    (_GREEK, ("cp1253", "iso8859-7", "cp737")),
    (_HEBREW, ("cp1255", "cp862")),
    (_ARABIC, ("cp1256", "iso8859-6")),
    (_THAI, ("cp874",)),
    (_JAPANESE, ("shift_jis", "euc_jp")),
    (_SIMPLIFIED, ("gbk",)),
    (_TRADITIONAL, ("big5",)),
    (_KOREAN, ("euc_kr",)),
)


def legacy_texts() -> list[tuple[str, str, bytes]]:
    """Return each text with each encoding that has all of its letters: text, encoding, bytes."""
    found = []
    for texts, encodings in TEXTS:
        for encoding in encodings:
            for text in texts:
                try:
                    found.append((text, encoding, text.encode(encoding)))
                except UnicodeEncodeError:
                    continue
    return found
