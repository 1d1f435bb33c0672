/**
 * Words of ten languages, the commonest first: what stands early in a list is drawn more often (`vocabulary.ts`).
 * Written down by hand for this bench; the order is a plausible one and no count of any body of text.
 */

export type Language = 'en' | 'de' | 'fr' | 'bn' | 'hi' | 'th' | 'ar' | 'zh' | 'ja' | 'ko'

export const languages: readonly Language[] = ['en', 'de', 'fr', 'bn', 'hi', 'th', 'ar', 'zh', 'ja', 'ko']

const list = (words: string): readonly string[] => words.split(' ')

export const wordsOf: Readonly<Record<Language, readonly string[]>> = {
  en: list(
    'the of and to a in is that it for on with as be this are or by from at not have an was you can which if we but will one all each when there more what has how so use its they would out up about into time then than other some only new like could first also two make way over any after even most work get see where just much now before through should still between same because need change both under while long own without another around every few case number part place point right small large world place state house water night city people school family question answer example problem reason result system value table list file name line word text page code test error server client network memory model data key server thread message answer letter window garden river mountain bread coffee music weather winter summer train ticket doctor medicine recipe budget salary contract meeting report customer teacher student history language grammar poem story chapter science physics chemistry biology equation function variable loop array string object index query search cache queue lock signal token prompt vector matrix gradient weight layer sensor battery engine wheel bridge harbour island forest animal bird fish flower colour shadow silence promise mistake courage patience holiday birthday neighbour kitchen blanket ceramic velvet loom shuttle selvedge heddle indigo walnut lantern compass harvest orchard meadow glacier tundra estuary monsoon parliament constitution treaty archive ledger invoice pension mortgage insurance asthma vaccine enzyme neuron quartz basalt nebula quasar telescope sextant',
  ),
  de: list(
    'der die und in den von zu das mit sich des auf für ist im dem nicht ein eine als auch es an werden aus er hat dass sie nach wird bei einer um am sind noch wie einem über einen so zum war haben nur oder aber vor zur bis mehr durch man sein wurde wenn können doch kann ihre dann unter soll ich eines jahr zwei jetzt immer wir gegen schon weil müssen hier alles diese zwischen wieder keine uhr seit beispiel frage antwort grund ergebnis fehler datei zeile wort text seite arbeit leben wasser haus stadt straße schule lehrer schüler ärztin brücke fluss gebirge wald vogel blume farbe garten küche brot käse äpfel frühstück winter sommer wetter zug fahrkarte bahnhof vertrag gehalt rechnung versicherung steuer bericht sitzung kundin geschichte sprache gedicht kapitel wissenschaft gleichung funktion schleife speicher netzwerk schlüssel warteschlange abfrage suche zwischenspeicher gewicht schicht messgerät batterie rad hafen insel schatten stille versprechen geduld feiertag geburtstag nachbarin decke webstuhl schiffchen kompass ernte gletscher mündung verfassung archiv grundbuch rente impfung nervenzelle quarz sternbild fernrohr',
  ),
  fr: list(
    'de la le et les des en un du une que est pour qui dans par plus pas au sur ne se ce il sont avec ou son aux ses mais comme on tout nous sa fait été aussi leur bien peut ces y deux même avant sans autre entre temps très donc après faire jour encore toujours moins année où sous chaque cette question réponse exemple raison résultat erreur fichier ligne mot texte page travail vie eau maison ville rue école élève professeur médecin pont rivière montagne forêt oiseau fleur couleur jardin cuisine pain fromage pomme déjeuner hiver été météo train billet gare contrat salaire facture assurance impôt rapport réunion cliente histoire langue grammaire poème chapitre science équation fonction boucle mémoire réseau clé serveur requête recherche cache poids couche capteur batterie roue port île ombre silence promesse patience fête anniversaire voisine couverture métier navette boussole récolte glacier estuaire constitution archives registre retraite vaccin neurone étoile télescope œuvre cœur garçon façade naïveté',
  ),
  bn: list(
    'এবং এই করে না একটি হয় থেকে জন্য তার যে আমি আপনি কি সে তারা আমরা ও সঙ্গে করা এক দুই কিন্তু যদি তবে অনেক কিছু সব আর হবে আছে ছিল পরে আগে মধ্যে উপর নিচে কাছে দূরে কেন কীভাবে কখন কোথায় প্রশ্ন উত্তর উদাহরণ কারণ ফলাফল ভুল ফাইল লাইন শব্দ লেখা পাতা কাজ জীবন জল পানি বাড়ি শহর রাস্তা বিদ্যালয় শিক্ষক ছাত্র ডাক্তার সেতু নদী পাহাড় বন পাখি ফুল রঙ বাগান রান্নাঘর রুটি ভাত মাছ ডাল চা শীত গ্রীষ্ম বর্ষা আবহাওয়া ট্রেন টিকিট স্টেশন চুক্তি বেতন হিসাব বীমা কর প্রতিবেদন সভা গ্রাহক ইতিহাস ভাষা ব্যাকরণ কবিতা গল্প অধ্যায় বিজ্ঞান সমীকরণ ফাংশন চলক স্মৃতি নেটওয়ার্ক চাবি সার্ভার অনুসন্ধান ওজন স্তর ব্যাটারি চাকা বন্দর দ্বীপ ছায়া নীরবতা প্রতিশ্রুতি ধৈর্য উৎসব জন্মদিন প্রতিবেশী কাঁথা তাঁত মাকু কম্পাস ফসল মোহনা সংবিধান মহাফেজখানা অবসর টিকা স্নায়ু নক্ষত্র দূরবীন স্বাধীনতা বাংলাদেশ কলকাতা ঢাকা',
  ),
  hi: list(
    'के में की है और से का को पर यह वह एक नहीं कि हैं भी लिए था इस तो कर ने हो या जो साथ अपने हम आप मैं क्या कैसे कब कहाँ क्यों बहुत कुछ सब अगर लेकिन जब तब बाद पहले बीच ऊपर नीचे पास दूर प्रश्न उत्तर उदाहरण कारण परिणाम गलती फ़ाइल पंक्ति शब्द पाठ पृष्ठ काम जीवन पानी घर शहर सड़क विद्यालय शिक्षक छात्र डॉक्टर पुल नदी पहाड़ जंगल पक्षी फूल रंग बगीचा रसोई रोटी चावल दाल चाय सर्दी गर्मी बारिश मौसम रेलगाड़ी टिकट स्टेशन अनुबंध वेतन हिसाब बीमा कर रिपोर्ट बैठक ग्राहक इतिहास भाषा व्याकरण कविता कहानी अध्याय विज्ञान समीकरण फलन चर स्मृति नेटवर्क कुंजी सर्वर खोज भार परत बैटरी पहिया बंदरगाह द्वीप छाया मौन वादा धैर्य त्योहार जन्मदिन पड़ोसी कंबल करघा कम्पास फसल हिमनद मुहाना संविधान अभिलेख पेंशन टीका तंत्रिका नक्षत्र दूरबीन स्वतंत्रता हिन्दी दिल्ली ज़रूरत क़लम',
  ),
  th: list(
    'ที่ และ ใน เป็น การ มี ของ ได้ ให้ จะ ไม่ ว่า กับ ไป มา คน นี้ นั้น หรือ จาก แต่ ก็ ถ้า เพราะ เมื่อ แล้ว ยัง ต้อง อยู่ ทำ ใช้ คำถาม คำตอบ ตัวอย่าง เหตุผล ผลลัพธ์ ข้อผิดพลาด แฟ้ม บรรทัด คำ ข้อความ หน้า งาน ชีวิต น้ำ บ้าน เมือง ถนน โรงเรียน ครู นักเรียน หมอ สะพาน แม่น้ำ ภูเขา ป่า นก ดอกไม้ สี สวน ครัว ขนมปัง ข้าว ปลา ชา ฤดูหนาว ฤดูร้อน ฝน อากาศ รถไฟ ตั๋ว สถานี สัญญา เงินเดือน บัญชี ประกัน ภาษี รายงาน ประชุม ลูกค้า ประวัติศาสตร์ ภาษา ไวยากรณ์ บทกวี เรื่อง บท วิทยาศาสตร์ สมการ ฟังก์ชัน ตัวแปร หน่วยความจำ เครือข่าย กุญแจ เซิร์ฟเวอร์ ค้นหา น้ำหนัก ชั้น แบตเตอรี่ ล้อ ท่าเรือ เกาะ เงา ความเงียบ สัญญา ความอดทน เทศกาล วันเกิด เพื่อนบ้าน ผ้าห่ม กี่ทอผ้า กระสวย เข็มทิศ เก็บเกี่ยว รัฐธรรมนูญ หอจดหมายเหตุ บำนาญ วัคซีน ประสาท ดวงดาว กล้องโทรทรรศน์',
  ),
  ar: list(
    'في من على إلى أن هذا هذه التي الذي عن مع كان ما لا هو هي كل بعد قبل بين عند إذا لكن أو ثم قد لم حيث كما أيضا جدا كيف متى أين لماذا سؤال جواب مثال سبب نتيجة خطأ ملف سطر كلمة نص صفحة عمل حياة ماء بيت مدينة شارع مدرسة معلم طالب طبيب جسر نهر جبل غابة طائر زهرة لون حديقة مطبخ خبز أرز سمك شاي شتاء صيف مطر طقس قطار تذكرة محطة عقد راتب حساب تأمين ضريبة تقرير اجتماع زبون تاريخ لغة نحو قصيدة قصة فصل علم معادلة دالة متغير ذاكرة شبكة مفتاح خادم بحث وزن طبقة بطارية عجلة ميناء جزيرة ظل صمت وعد صبر عيد ميلاد جار غطاء نول مكوك بوصلة حصاد دستور أرشيف تقاعد لقاح عصب نجم منظار الحرية القاهرة بغداد',
  ),
  zh: list(
    '的 是 在 了 和 有 我 你 他 这 不 一个 我们 可以 就 也 要 会 对 说 上 下 到 很 都 把 还 没有 如果 但是 因为 所以 什么 怎么 为什么 时候 问题 答案 例子 原因 结果 错误 文件 单词 文字 页面 工作 生活 水 房子 城市 街道 学校 老师 学生 医生 桥 河流 山 森林 鸟 花 颜色 花园 厨房 面包 米饭 鱼 茶 冬天 夏天 天气 火车 车票 车站 合同 工资 账单 保险 税 报告 会议 客户 历史 语言 语法 诗歌 故事 章节 科学 方程 函数 变量 内存 网络 密钥 服务器 搜索 数据库 权重 层 传感器 电池 轮子 港口 岛屿 影子 沉默 承诺 耐心 节日 生日 邻居 毯子 织布机 梭子 指南针 收获 冰川 宪法 档案馆 养老金 疫苗 神经元 星座 望远镜 北京 上海 中文',
  ),
  ja: list(
    'の は に を が と で も から まで です ます する した して いる ある この その あの これ それ ない なる できる 思う 言う 場合 ため こと もの とき しかし また なぜ どう いつ どこ 質問 答え 例 理由 結果 間違い ファイル 行 言葉 文章 ページ 仕事 生活 水 家 都市 道 学校 先生 学生 医者 橋 川 山 森 鳥 花 色 庭 台所 パン ご飯 魚 お茶 冬 夏 雨 天気 電車 切符 駅 契約 給料 請求書 保険 税金 報告 会議 お客様 歴史 言語 文法 詩 物語 章 科学 方程式 関数 変数 メモリ ネットワーク 鍵 サーバー 検索 データベース 重み 層 センサー 電池 車輪 港 島 影 沈黙 約束 忍耐 祭り 誕生日 隣人 毛布 織機 羅針盤 収穫 氷河 憲法 公文書館 年金 ワクチン 神経 星座 望遠鏡 東京 京都 日本語',
  ),
  ko: list(
    '이 그 저 것 수 및 에서 하는 있는 없는 그리고 하지만 그래서 만약 때문에 어떻게 왜 언제 어디 무엇을 우리는 저는 당신은 매우 많은 모든 다른 같은 질문은 대답을 예를 이유는 결과가 오류가 파일을 줄을 단어를 문장을 페이지에 일을 생활이 물을 집에서 도시의 거리에 학교에서 선생님이 학생이 의사가 다리를 강을 산에 숲에서 새가 꽃이 색을 정원에 부엌에서 빵을 밥을 생선을 차를 겨울에 여름에 비가 날씨가 기차를 표를 역에서 계약을 월급이 계산서를 보험을 세금을 보고서를 회의에서 고객이 역사를 언어의 문법을 시를 이야기를 장에서 과학의 방정식을 함수를 변수를 메모리가 네트워크가 열쇠를 서버가 검색을 데이터베이스를 가중치를 층을 센서가 배터리를 바퀴가 항구에 섬에서 그림자를 침묵이 약속을 인내가 축제가 생일에 이웃이 담요를 베틀이 나침반을 수확을 빙하가 헌법을 기록관에서 연금을 백신을 신경이 별자리를 망원경으로 서울에서 한국어를',
  ),
}

/** Languages that are written without spaces between words. */
export const isUnspaced = (language: Language): boolean =>
  language === 'th' || language === 'zh' || language === 'ja'

/** What ends a sentence. */
export const stopOf: Readonly<Record<Language, { readonly said: string; readonly asked: string }>> = {
  en: { said: '.', asked: '?' },
  de: { said: '.', asked: '?' },
  fr: { said: '.', asked: ' ?' },
  bn: { said: '।', asked: '?' },
  hi: { said: '।', asked: '?' },
  th: { said: ' ', asked: ' ' },
  ar: { said: '.', asked: '؟' },
  zh: { said: '。', asked: '？' },
  ja: { said: '。', asked: '？' },
  ko: { said: '.', asked: '?' },
}
