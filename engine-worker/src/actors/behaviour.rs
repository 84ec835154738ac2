//! What an actor does when it runs.

/// The behaviour in an actor's slot.
pub enum Behaviour<I> {
    /// An instance of a program's template, stepped in place by the turns.
    Instance(I),
}
