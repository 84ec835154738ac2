//! The border between wasm and JS: two functions of numbers.
//!
//! Every function that crosses it by itself, and every text among its arguments, costs code on both sides. So
//! there is one way in, [`told`], and one way out, [`Asked`]; what they mean is numbered here and in `app.js`,
//! held by a test. Texts and bytes that come in are put into memory that the page asks for first; what goes
//! out is a place in memory and a length, good until the call is over.

/// What the page tells: a handle or other small number, a detail, x, y, a time, and texts.
pub(crate) mod told {
    macro_rules! numbers {
        ($($(#[$doc:meta])* $name:ident = $number:literal,)*) => {
            $($(#[$doc])* pub(crate) const $name: u32 = $number;)*

            /// All of them, for the test that holds the scripts to the same numbers.
            #[cfg(test)]
            pub(crate) const ALL: &[(&str, u32)] = &[$((stringify!($name), $number),)*];
        };
    }

    numbers! {
        /// A frame has come from the engine.
        FRAME = 0,
        /// The last slice of a large frame is on the page.
        FINISHED = 1,
        /// handle, kind in the numbers of `listen.js`, x, y, time: something that is no value.
        HAPPENED = 2,
        /// handle, whether the program listens, time, text: the user has edited a text.
        EDITED = 3,
        /// handle, the control that has the focus, time, key, its text: a key went down.
        KEYED = 4,
        /// handle, whether it is a slider, its number, time, what the control has: something was chosen.
        CHOSE = 5,
        /// handle, whether it begins: an input method; losing the focus ends it, too.
        COMPOSED = 6,
        /// time, path: the page's path has changed.
        ROUTED = 7,
        /// The DOM callback is over: what it queued may go.
        FLUSH = 8,
        /// durability, whether it has a name: the program is to run.
        START = 9,
        /// Everything ends: what is not logged yet is kept.
        STOP = 10,
        /// The user wants another try after the page has given up.
        RETRY = 11,
        /// This tab leads: its worker runs the program.
        LEADS = 12,
        /// Another tab leads.
        FOLLOWS = 13,
        /// Another tab has taken over because this one was silent for too long.
        LOST = 14,
        /// The engine has said something.
        HEARD = 15,
        /// how many milliseconds after it was due: the alarm has gone off.
        TICK = 16,
        /// whether the worker had said that it listens: it is gone, or says that it fails.
        FAILED = 17,
        /// The page is being hidden or left.
        LEAVING = 18,
        /// The page is seen again.
        STAYS = 19,
        /// The engine may not write any more: another tab's does.
        FENCED = 20,
        /// The page gives up: what leads elsewhere is another program.
        GIVE_UP = 21,
        /// Whether the engine may be asked something: 0, or why not.
        REQUEST = 22,
        /// The state was cleared: nothing on the page is of the next life.
        CLEARED = 23,
        /// number of a counter: how much it counts.
        COUNT = 24,
    }
}

macro_rules! asked {
    ($($(#[$doc:meta])* $name:ident = $number:literal,)*) => {
        /// What is asked of the page: up to five numbers. A place and a length are bytes.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[repr(u32)]
        pub(crate) enum Asked { $($(#[$doc])* $name = $number,)* }

        impl Asked {
            /// All of them, for the test that holds `app.js` to the same numbers.
            #[cfg(test)]
            pub(crate) const ALL: &[(&str, u32)] = &[$((stringify!($name), $number),)*];
        }
    };
}

asked! {
    /// ops, number of words, blob, length, whether it is large: runs it; answers whether it is done.
    Apply = 0,
    /// Runs what is left of a large frame at once; answers whether there was any.
    Hurry = 1,
    /// handle: answers the start of the selection + 1, or 0 if there is none.
    SelectionStart = 2,
    /// handle: answers its end.
    SelectionEnd = 3,
    /// handles, number: another engine hears of these choices and of the pointer.
    Renewed = 4,
    /// place, length, whether this tab follows: a frame for the engine.
    Send = 5,
    /// milliseconds: ticks then, and not before.
    Alarm = 6,
    /// whether this tab follows: asks the engine for a word.
    Ping = 7,
    /// epoch, that of what is on the page or 0, its newest frame (low, high): starts a worker with the program.
    Open = 8,
    /// epoch of what is on the page or 0, its newest frame (low, high): asks the tab that leads to show the program
    /// here, too.
    Join = 9,
    /// why: ends the worker.
    End = 10,
    /// Ends a worker that was prepared and nobody has taken.
    Dismiss = 11,
    /// whether: the page answers for its worker.
    Vouch = 12,
    /// whether it stands for leading again: lets another tab lead.
    Resign = 13,
    /// Takes the lead from a tab that says nothing any more.
    Steal = 14,
    /// Stands for leading.
    Stand = 15,
    /// place, length, epoch: keeps events for whoever leads next, or forgets them if there are none.
    Keep = 16,
    /// Ends everything.
    Close = 17,
    /// which: the state of the program.
    State = 18,
    /// whether the page gives up, whether it was silent: the engine has died.
    Died = 19,
    /// What never ran here has failed.
    Hopeless = 20,
    /// place, length, name, whether of a style: a value is not allowed.
    Refused = 21,
    /// sequence (low, high), offset, reason, found version: a frame was refused.
    Rejected = 22,
    /// 0, 0, offset, reason, found version: page and worker will never agree.
    Disagreement = 23,
    /// 0, 0, offset, reason, found version: events cannot be sent.
    Unsendable = 24,
}

/// Why an engine is ended: what `words.js` tells who still waits for its answer.
#[derive(Clone, Copy)]
#[repr(u32)]
pub(crate) enum End {
    /// The engine is started anew.
    Anew = 1,
    /// Another tab leads.
    OtherLeads = 2,
    /// Another tab has taken over.
    OtherTookOver = 3,
    /// The tab that leads does not answer.
    LeaderSilent = 4,
    /// It has died.
    Died = 5,
    /// The page has given up.
    GaveUp = 6,
}

#[cfg(test)]
mod tests {
    use super::*;
    use protocol::{ATTRIBUTE_NAMES, Reason, STYLE_PROPERTY_NAMES, TAG_NAMES};

    #[test]
    fn the_scripts_number_what_they_tell_alike() {
        let scripts = [
            include_str!("app.js"),
            include_str!("dom.js"),
            include_str!("groups.js"),
            include_str!("listen.js"),
            include_str!("routes.js"),
            include_str!("slices.js"),
            include_str!("tabs.js"),
        ];
        let mut said = Vec::new();
        for script in scripts {
            for line in script
                .lines()
                .filter(|line| line.starts_with("const TOLD_"))
            {
                let row = line.trim_start_matches("const ").trim_end_matches(';');
                said.push(row.to_owned());
            }
        }
        let known: Vec<_> = told::ALL
            .iter()
            .map(|(name, number)| format!("TOLD_{name} = {number}"))
            .collect();
        for row in &said {
            assert!(known.contains(row), "the scripts say `{row}`");
        }
        for row in &known {
            assert!(said.contains(row), "no script has `{row}`");
        }
    }

    #[test]
    fn the_page_numbers_what_it_is_asked_alike() {
        let script = include_str!("app.js");
        for (name, number) in Asked::ALL {
            let row = format!("    case {number}: // {name}\n");
            assert!(script.contains(&row), "app.js has no line `{}`", row.trim());
        }
    }

    #[test]
    fn the_page_has_the_names_of_the_protocol() {
        let script = include_str!("names.js");
        for (name, names) in [
            ("TAGS", TAG_NAMES),
            ("ATTRIBUTES", ATTRIBUTE_NAMES),
            ("PROPERTIES", STYLE_PROPERTY_NAMES),
        ] {
            let row = format!(
                "export const {name} =\n  \"{}\".split(\" \");\n",
                names.trim()
            );
            assert!(script.contains(&row), "names.js should have\n{row}");
        }
    }

    #[test]
    fn the_page_has_the_words_for_every_reason() {
        let script = include_str!("words.js");
        let (_, list) = script.split_once("const REASONS = [\n").expect("the list");
        let words: Vec<_> = list
            .lines()
            .take_while(|line| *line != "];")
            .map(|line| line.trim().trim_end_matches(',').trim_matches('"'))
            .collect();
        let mut count = 0;
        for number in 0..=u8::MAX {
            // The second byte is what one of them carries.
            let Ok((reason, _)) = postcard::take_from_bytes::<Reason>(&[number, 7]) else {
                break;
            };
            assert_eq!(words[usize::from(number)], reason.phrase());
            count += 1;
        }
        assert_eq!(words.len(), count);
    }
}
