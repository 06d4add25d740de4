//! Russian names of letters, digits and signs.

use super::words::digit;

/// The name of a character; `None`: nothing is said for it.
pub(super) fn name(character: char) -> Option<String> {
    if let Some(value) = character.to_digit(10) {
        return Some(digit(value as u8).to_owned());
    }
    if let Some(name) = letter(character) {
        return Some(name.to_owned());
    }
    let upper = character.to_ascii_uppercase();
    let signs = SIGNS.iter().chain(&LATIN).find(|(known, _)| *known == upper);
    match signs {
        Some((_, name)) => Some((*name).to_owned()),
        None => character.is_alphabetic().then(|| character.to_uppercase().collect()),
    }
}

/// The name of a Russian letter, large or small.
pub(in super::super) fn letter(letter: char) -> Option<&'static str> {
    let mut upper = letter.to_uppercase();
    let first = upper.next()?;
    CYRILLIC.iter().find(|(known, _)| *known == first).map(|(_, name)| *name)
}

/// Those that are prepositions, too, have a stress mark: as such they are said weakly.
const CYRILLIC: [(char, &str); 33] = [
    ('А', "\u{e010}а"),
    ('Б', "бэ"),
    ('В', "вэ"),
    ('Г', "гэ"),
    ('Д', "дэ"),
    ('Е', "е"),
    ('Ё', "ё"),
    ('Ж', "жэ"),
    ('З', "зэ"),
    ('И', "\u{e010}и"),
    ('Й', "и краткое"),
    ('К', "ка"),
    ('Л', "эль"),
    ('М', "эм"),
    ('Н', "эн"),
    ('О', "\u{e010}о"),
    ('П', "пэ"),
    ('Р', "эр"),
    ('С', "эс"),
    ('Т', "тэ"),
    ('У', "\u{e010}у"),
    ('Ф', "эф"),
    ('Х', "ха"),
    ('Ц', "цэ"),
    ('Ч', "че"),
    ('Ш', "ша"),
    ('Щ', "ща"),
    ('Ъ', "твёрдый знак"),
    ('Ы', "ы"),
    ('Ь', "мягкий знак"),
    ('Э', "э"),
    ('Ю', "ю"),
    ('Я', "я"),
];

/// As Russians spell English: addresses, bookings, passwords.
const LATIN: [(char, &str); 26] = [
    ('A', "эй"),
    ('B', "би"),
    ('C', "си"),
    ('D', "ди"),
    ('E', "и"),
    ('F', "эф"),
    ('G', "джи"),
    ('H', "эйч"),
    ('I', "ай"),
    ('J', "джей"),
    ('K', "кей"),
    ('L', "эл"),
    ('M', "эм"),
    ('N', "эн"),
    ('O', "оу"),
    ('P', "пи"),
    ('Q', "кью"),
    ('R', "ар"),
    ('S', "эс"),
    ('T', "ти"),
    ('U', "ю"),
    ('V', "ви"),
    ('W', "дабл ю"),
    ('X', "икс"),
    ('Y', "уай"),
    ('Z', "зет"),
];

const SIGNS: [(char, &str); 28] = [
    ('*', "звёздочка"),
    ('#', "решётка"),
    ('+', "плюс"),
    ('-', "дефис"),
    ('–', "тире"),
    ('.', "точка"),
    (',', "запятая"),
    (':', "двоеточие"),
    (';', "точка с запятой"),
    ('/', "косая черта"),
    ('\\', "обратная косая черта"),
    ('_', "подчёркивание"),
    ('@', "собака"),
    ('&', "амперсанд"),
    ('=', "равно"),
    ('%', "процент"),
    ('!', "восклицательный знак"),
    ('?', "вопросительный знак"),
    ('\'', "апостроф"),
    ('"', "кавычки"),
    ('(', "скобка открывается"),
    (')', "скобка закрывается"),
    ('$', "доллар"),
    ('£', "фунт"),
    ('€', "евро"),
    ('₽', "рубль"),
    ('№', "номер"),
    ('°', "градус"),
];
