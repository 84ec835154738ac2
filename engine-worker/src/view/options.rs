//! The options of a select.

use std::collections::{HashMap, VecDeque};

use protocol::ids::{ActorId, NodeId};
use protocol::patch::Patch;
use protocol::value::WireValue;

use crate::evaluator::Evaluator;
use crate::value::CellRef;

use super::catalog::{self, SelectOption};
use super::element::{Content, ElementState};
use super::parts::{BOXED_TEXT, outer};
use super::style::Output;
use super::style::name::attribute;

/// An option on the page.
#[derive(Clone, Debug)]
pub(crate) struct OptionPart {
    pub(crate) actor: ActorId,
    option: SelectOption,
}

impl Evaluator {
    /// Draws the options: one of a value that there was before keeps its node, and with it the choice.
    pub(super) fn draw_options(
        &mut self,
        cell: CellRef,
        binding: u8,
        value: &WireValue,
        element: &mut ElementState,
    ) {
        let mut out = Output::default();
        let wanted: Vec<SelectOption> = match value {
            WireValue::List(items) => items
                .iter()
                .filter_map(|item| catalog::option(item, &mut out))
                .collect(),
            other => {
                out.reject("options", "a list of [value: Text, label: Text]", other);
                Vec::new()
            }
        };
        self.warn_view(cell, &mut out);
        let Content::Options(shown) = &mut element.bindings[usize::from(binding)].content else {
            return;
        };
        let old = std::mem::take(shown);
        if old.iter().map(|part| &part.option).eq(&wanted) {
            *shown = old;
            return;
        }
        let new = self.place_options(element.node, &old, wanted);
        element.bindings[usize::from(binding)].content = Content::Options(new);
        if !element.is_restored() {
            self.write_value(element);
        }
    }

    fn place_options(
        &mut self,
        select: NodeId,
        old: &[OptionPart],
        wanted: Vec<SelectOption>,
    ) -> Vec<OptionPart> {
        let mut known: HashMap<&str, VecDeque<usize>> = HashMap::new();
        for (position, part) in old.iter().enumerate() {
            known
                .entry(&part.option.value)
                .or_default()
                .push_back(position);
        }
        let mut kept = vec![false; old.len()];
        // Up to where the old options stand in the order of the new ones.
        let mut stands_from = 0;
        let mut new: Vec<(OptionPart, bool)> = Vec::with_capacity(wanted.len());
        for option in wanted {
            let position = known
                .get_mut(option.value.as_str())
                .and_then(VecDeque::pop_front);
            let Some(position) = position else {
                let actor = self.view.option(&option.label);
                self.view.patches.push(Patch::SetAttribute {
                    node: outer(actor),
                    attribute: attribute!("value"),
                    value: Some(option.value.clone().into()),
                });
                new.push((OptionPart { actor, option }, false));
                continue;
            };
            kept[position] = true;
            let OptionPart {
                actor,
                option: before,
            } = &old[position];
            if before.label != option.label {
                let node = NodeId {
                    actor: *actor,
                    hole: BOXED_TEXT,
                };
                self.view.patches.push(Patch::SetText {
                    node,
                    text: option.label.clone().into(),
                });
            }
            let stands = position >= stands_from;
            if stands {
                stands_from = position + 1;
            }
            let actor = *actor;
            new.push((OptionPart { actor, option }, stands));
        }
        let gone = old.iter().zip(&kept).filter(|(_, kept)| !**kept);
        let drops = gone.map(|(part, _)| Patch::Drop { actor: part.actor });
        self.view.patches.extend(drops);
        let mut before = None;
        for (part, stands) in new.iter().rev() {
            let node = outer(part.actor);
            if !stands {
                self.view.patches.push(Patch::Insert {
                    parent: Some(select),
                    before,
                    node,
                });
            }
            before = Some(node);
        }
        new.into_iter().map(|(part, _)| part).collect()
    }
}
