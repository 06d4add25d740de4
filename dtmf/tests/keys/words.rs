//! Words to make speech of: all the sounds of two languages, and the words callers say.

pub const ENGLISH: &str = "
yes no please hello operator appointment doctor prescription cancel confirm morning evening Thursday Wednesday Saturday
account balance invoice payment delivery parcel address question customer service emergency pharmacy insurance reception
see tea three keep leave people seem feel meeting week seek cheese be me we he she agree machine police read eager evil
who you too food moon soon blue true threw shoe zoo cool school room June tune use few view music beauty argue future
oh go know phone home alone open slow show boat coat road own below hotel piano cargo ago hello zero photo older
ah father car park far large start heart palm calm laugh after ask answer pass class path bath half dance chance
all law more door four horse before north court caught thought bought talk walk water daughter always autumn
air care fair where there share bear square stairs careful nowhere err bird first word work early third Thursday turn
bit sit give living milk minute busy women symbol bad hand have cat bank back that plan packet
bed said friend many guess again cup come money young blood country other son put good book could woman full
boy noise point royal oyster my eye high buy fly why die island night line time mind now how house out down round
which wish fish ship sugar ocean patient station measure treasure usual vision judge age bridge young yellow year
sing long bring thing thumb thank that this them with smooth zip lazy buzz fuzzy hiss miss ice sauce whistle listen
rural roar mirror lull lily little level yell one two three four five six seven eight nine ten eleven twelve";

pub const RUSSIAN: &str = "
да нет пожалуйста здравствуйте оператор запись врач рецепт отменить подтвердить утро вечер четверг среда суббота
счёт баланс оплата доставка посылка адрес вопрос клиент служба скорая аптека страховка регистратура
или иди мир сила линия милиция машина жизнь шина цифра система имя рис тише тишина лифт кино висит пилит
ты мы вы рыба сын язык дым быстро новый старый выход высокий музыка рынок мыло крыша
у ум ухо улица утка стул друг рубль куда иду люблю юг юла утюг ключ брюки меню июнь июль
о он окно дом кот молоко хорошо город новость осень озеро почта нос снова вода ёлка мёд лёд чёрный тётя
а арбуз мама папа собака каша задача карта трава январь яблоко моя няня семья пять мяч вязать
это эхо этот поэт эра каждое ещё нельзя ехать есть лес дети место вечер человек девять ответ отдел
жар жук журнал ждать можно тоже щука щи ищу борщ общий чай час чашка ночь дочь плечо
шум шар наш ваша суша цена цирк улица отец месяц хлеб хор воздух тихо вьюга въезд объявление съел
рай роза гора первый прямо сорок три река ремень лампа лал лилия люди соль соло был билет
зима коза звезда зелёный сад соня свист посылка вес весна фонарь кофе фильм вилка ваза голос гости
один два три четыре пять шесть семь восемь девять десять одиннадцать двенадцать сто тысяча миллион";
