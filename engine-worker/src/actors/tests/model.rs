//! Random operations against plain vectors: who lives, who is below whom, in which order things end.

use std::collections::HashSet;

use proptest::prelude::*;
use protocol::ids::{ActorId, ScopeId};

use super::super::slot::Slots;
use super::super::{Behaviour, Policy, Registry, SendError, WhenFull};
use super::{Diary, World, noting, text};

#[derive(Clone, Debug)]
enum Operation {
    CreateScope(usize),
    Spawn(usize),
    Reparent(usize, usize),
    Take(usize),
}

fn operation() -> impl Strategy<Value = Operation> {
    let pick = 0usize..1000;
    prop_oneof![
        4 => pick.clone().prop_map(Operation::CreateScope),
        5 => pick.clone().prop_map(Operation::Spawn),
        2 => (pick.clone(), pick.clone()).prop_map(|(scope, to)| Operation::Reparent(scope, to)),
        2 => pick.prop_map(Operation::Take),
    ]
}

#[derive(Clone)]
struct ModelScope {
    id: ScopeId,
    parent: Option<ScopeId>,
    actors: Vec<(ActorId, u64)>,
    alive: bool,
}

/// Scopes in the order of their last arrival at their parent, so that filtering gives child order.
struct Model(Vec<ModelScope>);

impl Model {
    fn find(&mut self, id: ScopeId) -> &mut ModelScope {
        self.0
            .iter_mut()
            .find(|scope| scope.id == id)
            .expect("the model knows every scope")
    }

    fn is_below(&mut self, scope: ScopeId, ancestor: ScopeId) -> bool {
        scope == ancestor
            || self
                .find(scope)
                .parent
                .is_some_and(|parent| self.is_below(parent, ancestor))
    }

    fn children(&self, id: ScopeId) -> Vec<ScopeId> {
        let children = self
            .0
            .iter()
            .filter(|scope| scope.alive && scope.parent == Some(id));
        children.map(|scope| scope.id).collect()
    }

    fn take(&mut self, id: ScopeId, order: &mut Vec<(ActorId, u64)>) {
        for child in self.children(id) {
            self.take(child, order);
        }
        let scope = self.find(id);
        scope.alive = false;
        order.append(&mut scope.actors);
    }

    fn pre_order(&self, id: ScopeId, order: &mut Vec<ScopeId>) {
        order.push(id);
        for child in self.children(id) {
            self.pre_order(child, order);
        }
    }
}

proptest! {
    #[test]
    fn the_registry_agrees_with_a_model(
        operations in prop::collection::vec(operation(), 1..120)
    ) {
        // Slots are retired after three tenants, so that retirement is part of every run.
        let mut registry: Registry<u64> =
            Registry::with_slots(Slots::with_last_generation(5), Slots::with_last_generation(5));
        let root = registry.root();
        let root_scope = ModelScope { id: root, parent: None, actors: Vec::new(), alive: true };
        let mut model = Model(vec![root_scope]);
        let mut spawned: Vec<(ActorId, u64)> = Vec::new();
        let mut names = HashSet::new();
        for operation in operations {
            let pick = |model: &Model, number: usize| model.0[number % model.0.len()].clone();
            match operation {
                Operation::CreateScope(parent) => {
                    let parent = pick(&model, parent);
                    let created = registry.create_scope(parent.id);
                    prop_assert_eq!(created.is_some(), parent.alive);
                    if let Some(id) = created {
                        prop_assert!(names.insert((id.index, id.generation, 's')), "{id:?} again");
                        let parent = Some(parent.id);
                        model.0.push(ModelScope { id, parent, actors: Vec::new(), alive: true });
                    }
                }
                Operation::Spawn(scope) => {
                    let scope = pick(&model, scope);
                    let value = spawned.len() as u64;
                    let actor = registry.spawn(scope.id, Behaviour::Instance(value));
                    prop_assert_eq!(actor.is_some(), scope.alive);
                    if let Some(id) = actor {
                        prop_assert!(names.insert((id.index, id.generation, 'a')), "{id:?} again");
                        spawned.push((id, value));
                        model.find(scope.id).actors.push((id, value));
                    }
                }
                Operation::Reparent(scope, parent) => {
                    let (scope, parent) = (pick(&model, scope), pick(&model, parent));
                    let allowed = scope.alive && parent.alive && scope.id != root
                        && !model.is_below(parent.id, scope.id);
                    prop_assert_eq!(registry.reparent(scope.id, parent.id), allowed);
                    if allowed {
                        let place = model.0.iter().position(|it| it.id == scope.id);
                        let mut moved = model.0.remove(place.expect("it is there"));
                        moved.parent = Some(parent.id);
                        model.0.push(moved);
                    }
                }
                Operation::Take(scope) => {
                    let scope = pick(&model, scope);
                    // The root ends in other tests; here there would be nothing to do after it.
                    if scope.id != root {
                        let mut expected = Vec::new();
                        if scope.alive {
                            model.take(scope.id, &mut expected);
                        }
                        let taken: Vec<_> = registry.take_scope(scope.id).into_iter().map(
                            |(id, behaviour)| match behaviour {
                                Behaviour::Instance(value) => (id, value),
                                Behaviour::Step(_) | Behaviour::Task(_) => unreachable!(),
                            }
                        ).collect();
                        prop_assert_eq!(taken, expected);
                    }
                }
            }
            registry.check_invariants();
            let mut order = Vec::new();
            model.pre_order(root, &mut order);
            let tree = registry.tree();
            prop_assert_eq!(tree.iter().map(|node| node.scope).collect::<Vec<_>>(), order);
            for scope in model.0.clone() {
                prop_assert_eq!(registry.scope_alive(scope.id), scope.alive);
                let parent = scope.parent.filter(|_| scope.alive);
                prop_assert_eq!(registry.parent_scope(scope.id), parent);
            }
            for (id, value) in &spawned {
                let home = model.0.iter().find(|scope| scope.actors.contains(&(*id, *value)));
                prop_assert_eq!(registry.scope_of(*id), home.map(|scope| scope.id));
                prop_assert_eq!(registry.get(*id), home.map(|_| value));
                prop_assert_eq!(registry.get_mut(*id).is_some(), home.is_some());
                prop_assert_eq!(registry.is_alive(*id), home.is_some());
                prop_assert_eq!(registry.handle(*id).is_alive(), home.is_some());
            }
        }
    }
}

proptest! {
    /// Sends, questions, observers and endings in any order: every account balances at every step, and
    /// nothing is left when everybody is gone.
    #[test]
    fn accounts_balance_whatever_happens(
        operations in prop::collection::vec((0u8..9, 0usize..8), 1..150)
    ) {
        let mut world = World::new();
        let root = world.0.root();
        let diary = Diary::default();
        let mut scopes = Vec::new();
        let mut handles = vec![world.spawn(root, noting("first", &diary))];
        let mut answers = Vec::new();
        let mut subscriptions = Vec::new();
        for (operation, number) in operations {
            let handle = handles[number % handles.len()].clone();
            match operation {
                0 => {
                    let scope = world.scope(root);
                    scopes.push(scope);
                    let instance = world.instance(scope, "instance");
                    handles.push(world.0.handle(instance));
                    handles.push(world.spawn(scope, noting("noting", &diary)));
                }
                1 | 2 => {
                    let told = handle.tell(text(["word", "fail", "stop"][number % 3]));
                    prop_assert_eq!(told == Err(SendError::Dead), !handle.is_alive());
                }
                3 => answers.push(handle.ask(text("question"))),
                4 => answers.truncate(number),
                5 => {
                    let capacity = number as u32 % 3;
                    let when_full = [WhenFull::Error, WhenFull::DropNewest, WhenFull::DropOldest];
                    let bounded = Policy::Bounded { capacity, when_full: when_full[number % 3] };
                    let policy = [Policy::Unbounded, Policy::KeepLatest, bounded][number % 3];
                    prop_assert_eq!(handle.set_policy(policy).is_ok(), handle.is_alive());
                    subscriptions.push(handle.subscribe(0, policy));
                }
                6 => world.0.publish(handle.id(), 0, &text("value")),
                7 => {
                    world.0.run_until_idle(number as u64);
                    subscriptions.truncate(number);
                }
                _ => if let Some(scope) = scopes.pop() {
                    drop(world.0.take_scope(scope));
                }
            }
            world.0.check_invariants();
        }
        world.run();
        while world.0.next_stimulus().is_some() {}
        drop(world.0.take_scope(root));
        for mut answer in answers {
            prop_assert!(answer.try_take().is_some(), "every question has an end");
        }
        drop(subscriptions);
        let counters = world.0.counters();
        prop_assert_eq!((counters.messages.queued, counters.updates.queued), (0, 0));
        prop_assert_eq!((counters.subscriptions, counters.open_questions), (0, 0));
        prop_assert_eq!((counters.actors.live(), counters.scopes.live()), (0, 0));
        world.0.check_invariants();
    }
}

#[test]
fn a_deep_tree_ends_without_recursion() {
    let mut registry = Registry::new();
    let mut scope = registry.root();
    for depth in 0..200_000u32 {
        scope = registry.create_scope(scope).expect("its parent lives");
        registry.spawn(scope, Behaviour::Instance(depth));
    }
    let top = registry.tree()[1].scope;
    let taken = registry.take_scope(top);
    assert!(
        matches!(taken[0].1, Behaviour::Instance(199_999)),
        "the deepest one ends first"
    );
    assert_eq!(
        (taken.len(), registry.counters().scopes.live()),
        (200_000, 1)
    );
}
