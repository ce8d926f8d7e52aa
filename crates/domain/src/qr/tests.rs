use super::Qr;

fn rows(text: &str) -> Vec<String> {
    let code = Qr::of(text).expect("a code");
    let sign = |x, y| if code.is_dark(x, y) { '#' } else { '.' };
    (0..code.size())
        .map(|y| (0..code.size()).map(|x| sign(x, y)).collect())
        .collect()
}

// The vectors were made with other programs (segno, python-qrcode).
const CAPITALS: [&str; 25] = [
    "#######.###.#.#.#.#######",
    "#.....#..##..#.##.#.....#",
    "#.###.#.......###.#.###.#",
    "#.###.#.###.#...#.#.###.#",
    "#.###.#.#.#..###..#.###.#",
    "#.....#.#..###.##.#.....#",
    "#######.#.#.#.#.#.#######",
    "........##..###.#........",
    "#...#.####..#...######..#",
    "..###...#.#.#.#.##.#.###.",
    ".#.#.##..###...##.#..##..",
    "#.##....#.#.##..#.#..#..#",
    "..##.####.#.#.#.##.##.###",
    "###.##.##....##....##.###",
    "...##.##......#.##.##....",
    ".....#..#...#..#.##...#..",
    "##.##.##.#####..#####.#.#",
    "........##..#####...#.##.",
    "#######.#.##..###.#.####.",
    "#.....#..#..###.#...#.###",
    "#.###.#.#..##.#######...#",
    "#.###.#...#...#.#..######",
    "#.###.#...#.#..##..#...#.",
    "#.....#..###....#..##..##",
    "#######.###..#...#..##..#",
];
const BYTES: [&str; 21] = [
    "#######.#..##.#######",
    "#.....#.#.#.#.#.....#",
    "#.###.#.###.#.#.###.#",
    "#.###.#...###.#.###.#",
    "#.###.#.#.###.#.###.#",
    "#.....#..##...#.....#",
    "#######.#.#.#.#######",
    ".....................",
    "#..#######.#.#..#.###",
    "#.#......#.###..#.##.",
    "#####.#.##.##..#.#.##",
    "..........#.#####..##",
    "###..###..######.##.#",
    "........#...###.#.###",
    "#######.#.##....##...",
    "#.....#.##....#....#.",
    "#.###.#.#.#..####..##",
    "#.###.#.#.#.####.....",
    "#.###.#...####..#####",
    "#.....#..#.##..#.####",
    "#######.#.#.##..#....",
];

#[test]
fn capitals_make_the_code_that_other_programs_make() {
    assert_eq!(rows("HOLDFAST:RB-12:98982D0D:AB12CD34EF56"), CAPITALS);
}

#[test]
fn other_letters_make_the_code_that_other_programs_make() {
    assert_eq!(rows("Grüezi"), BYTES);
}

// Programs weigh masks differently, and every mask is read.
#[test]
fn several_blocks_make_one_of_the_eight_codes_that_other_programs_make() {
    let capitals = [
        "ec58257e207a6ede4355a3bb568938d7",
        "a931c2f69a293e1655cb91171a5e8780",
        "147c76d5c3b26de1982b7cb1b5a3f010",
        "6ca5dad9646a93c9fe8f73811643d156",
        "27a33458f3f5a8b5b5621604fc159dae",
        "dec22002b9fb281387db801b9f94cec5",
        "2c97260e19dda5641d17d734e802ba74",
        "ef55b443783dfed5e8f9817adc55562b",
    ];
    let bytes = [
        "53c620939ac08050dd2ff0b1ebbf4c39",
        "587f25c4532aa1352a04de8aae9fed87",
        "95cfc4fbec3c13a48726fd8777e25658",
        "c05635a99b09f58e6dce01a62c374bef",
        "f290dd5e49f465f2d326bede3771a33e",
        "a5dc2928bcf895361d7a56790604b1bb",
        "c52925cf34c0b381514577720f8e8ed1",
        "eba5289ba1a8c9ae6ebd9675f7d2f62f",
    ];
    let long = "The quick brown fox jumps over the lazy dog. ".repeat(5);
    for (text, size, vectors) in [
        ("A".repeat(170), 45, capitals),
        (long[..200].to_owned(), 57, bytes),
    ] {
        let rows = rows(&text);
        assert_eq!(rows.len(), size);
        let fingerprint = holdfast_ledger::hash::fingerprint(rows.join("\n").as_bytes());
        assert!(vectors.contains(&&*fingerprint), "{fingerprint}");
    }
}

#[test]
fn what_is_too_long_has_no_code_and_the_longest_has_one() {
    assert!(Qr::of(&"a".repeat(213)).is_some());
    assert!(Qr::of(&"a".repeat(214)).is_none());
}

#[test]
fn the_path_has_every_dark_module_once() {
    let code = Qr::of("HOLDFAST").expect("a code");
    let wide = code.path();
    let wide = wide
        .split('h')
        .skip(1)
        .filter_map(|part| part.split('v').next());
    let wide = wide.filter_map(|part| part.parse::<usize>().ok());
    let dark = (0..code.size()).flat_map(|y| (0..code.size()).map(move |x| (x, y)));
    let dark = dark.filter(|&(x, y)| code.is_dark(x, y)).count();
    assert_eq!(wide.sum::<usize>(), dark);
    assert_eq!(code.side(), code.size() + 8);
}
