//! English phrases.

use super::*;

#[test]
fn codes_and_numbers() {
    check(
        &[
            ("Code {digits:4711}.", "Code four seven one one."),
            ("{digits:00-42}", "zero zero four two"),
            ("Press {digits:*9#}", "Press star nine hash"),
            ("{digits:A1}", "eigh one"),
            ("Booking {characters:XA4B}", "Booking X eigh four B"),
            ("{characters:ab 12}", "eigh B, one two"),
            ("{characters:j.doe@a-b.uk}", "J dot D O E at eigh dash B dot U K"),
            ("{characters:é_/}", "É underscore slash"),
            ("{characters:Ж}", "жэ"),
            ("{telephone:+44 20 7946 0958}", "plus four four, two zero, seven nine four six, zero nine five eight"),
            (
                "{telephone:(555) 123-4567 ext. 12}",
                "five five five, one two three, four five six seven, extension one two",
            ),
            ("{telephone:02079460958}", "zero two zero, seven nine four, six zero nine, five eight"),
            ("{telephone:555-1234 x7}", "five five five, one two three four, extension seven"),
            ("{telephone:0800 FIX}", "zero eight zero zero, F I X"),
            ("{cardinal:1,234}", "one thousand two hundred and thirty-four"),
            ("{cardinal:007} agents", "seven agents"),
            ("{cardinal:-5.25}", "minus five point two five"),
            ("{cardinal:many} more", "many more"),
            ("{ordinal:3} floor", "third floor"),
            ("{ordinal:21st}", "twenty-first"),
            ("the {ordinal:1,000th} caller", "the one thousandth caller"),
            ("{ordinal:12}{digits:12}", "twelfth one two"),
            ("{ordinal:last} one", "last one"),
            ("Oh {expletive:damn} it", "Oh it"),
        ],
        Voice::English,
    );
}

#[test]
fn dates() {
    check(
        &[
            ("{date:21/05/2026}", "the twenty-first of May, twenty twenty-six"),
            ("{date:2026-05-21}", "the twenty-first of May, twenty twenty-six"),
            ("{date:20260521}", "the twenty-first of May, twenty twenty-six"),
            ("{dmy:1.2.26}", "the first of February, twenty twenty-six"),
            ("{mdy:05/21/1999}", "the twenty-first of May, nineteen ninety-nine"),
            ("{ymd:99-12-31}", "the thirty-first of December, nineteen ninety-nine"),
            ("{ydm:2026/21/5}", "the twenty-first of May, twenty twenty-six"),
            ("{md:12-25}", "the twenty-fifth of December"),
            ("{dm:25 Dec}", "the twenty-fifth of December"),
            ("{my:05/2026}", "May twenty twenty-six"),
            ("{ym:2026-05}", "May twenty twenty-six"),
            ("on the {d:21}.", "on the twenty-first."),
            ("{m:9}", "September"),
            ("{y:2009}", "two thousand and nine"),
            ("{date:Sept 3rd, 2026}", "the third of September, twenty twenty-six"),
            ("{ymd:????0521}", "the twenty-first of May"),
            ("{date:tomorrow}", "tomorrow"),
            ("{dmy:32/1/2026}", "thirty-two/one/two thousand and twenty-six"),
        ],
        Voice::English,
    );
    check(
        &[
            ("{date:05/21/2026}", "May twenty-first, twenty twenty-six"),
            ("{dmy:21/05/2026}", "May twenty-first, twenty twenty-six"),
            ("{date:5/6}", "May sixth"),
            ("{d:2}", "the second"),
            ("{y:1905}", "nineteen oh five"),
            ("Press {digits:#}", "Press pound"),
            ("{cardinal:101}", "one hundred one"),
        ],
        Voice::American,
    );
}

#[test]
fn times() {
    check(
        &[
            ("{time:9:05}", "nine oh five"),
            ("{time:21:05}", "twenty-one oh five"),
            ("{hms12:21:05}", "nine oh five P M"),
            ("{hms12:00:30}", "twelve thirty eigh M"),
            ("{hms12:12:00}", "twelve P M"),
            ("{hms24:9:05 pm}", "twenty-one oh five"),
            ("{hms24:14:00}", "fourteen hundred"),
            ("{hms24:0:00}", "midnight"),
            ("{hms24:2130}", "twenty-one thirty"),
            ("{time:10:30:15 am}", "ten thirty eigh M and fifteen seconds"),
            ("{time:1'21\"}", "one minute and twenty-one seconds"),
            ("{time:2'}", "two minutes"),
            ("{time:25:99}", "twenty-five:ninety-nine"),
        ],
        Voice::English,
    );
}

#[test]
fn money_measures_and_fractions() {
    check(
        &[
            ("{currency:$5.20}", "five dollars and twenty cents"),
            ("{currency:£1}", "one pound"),
            ("{currency:£0.01}", "one penny"),
            ("{currency:EUR 12}", "twelve euros"),
            ("{currency:USD45.30}", "forty-five dollars and thirty cents"),
            ("{currency:1 234,50 €}", "one thousand two hundred and thirty-four euros and fifty cents"),
            ("{currency:5,20 ₽}", "five roubles and twenty kopecks"),
            ("{currency:-$3}", "minus three dollars"),
            ("{currency:12 pounds}", "twelve pounds"),
            (
                "{currency:1,234,567.89 USD}",
                "one million two hundred and thirty-four thousand five hundred and sixty-seven dollars and eighty-nine cents",
            ),
            ("{currency:7.50}", "seven point five zero"),
            ("{currency:three quid}", "three quid"),
            ("{fraction:1/2}", "one half"),
            ("{fraction:3/4} full", "three quarters full"),
            ("{fraction:2/3}", "two thirds"),
            ("{fraction:1 1/2}", "one and a half"),
            ("{fraction:2+3/8}", "two and three eighths"),
            ("{fraction:5/21}", "five twenty-firsts"),
            ("{fraction:¾}", "three quarters"),
            ("{fraction:1/0}", "one over zero"),
            ("{unit:5kg}", "five kilograms"),
            ("{unit:1 ft}", "one foot"),
            ("{unit:-3.5°C}", "minus three point five degrees"),
            ("{unit:16 GB}", "sixteen gigabytes"),
            ("{unit:7 parsecs}", "seven parsecs"),
        ],
        Voice::English,
    );
    check(&[("{fraction:3/4}", "three fourths")], Voice::American);
}
