//! The keys of one element, combined.
//!
//! Several keys may declare one property (`size` and `width`; `align` and `width`). The key of the
//! higher rank wins, whatever the order in which they got their values; when the winner goes, the
//! property falls back to the next one.
//!
//! Invariant: layers are sorted by rank, and no layer declares a property twice.

/// What a rank declares.
type Layer<K> = (u8, Vec<(K, String)>);

/// The declarations of an element by the rank of who made them; `K` is a property or an attribute.
#[derive(Clone, Debug)]
pub struct Cascade<K> {
    // Every element has one, and few have layers.
    layers: Box<[Layer<K>]>,
}

impl<K> Default for Cascade<K> {
    fn default() -> Self {
        Cascade {
            layers: Box::default(),
        }
    }
}

impl<K: Copy + Eq> Cascade<K> {
    /// Replaces what the layer of a rank declares.
    pub fn set(&mut self, rank: u8, mut entries: Vec<(K, String)>) {
        let position = self.layers.partition_point(|(known, _)| *known < rank);
        let is_known = self
            .layers
            .get(position)
            .is_some_and(|(known, _)| *known == rank);
        // Every row of a table has some of these, and most declare one thing.
        entries.shrink_to_fit();
        match (is_known, entries.is_empty()) {
            (true, true) => {
                let mut layers = std::mem::take(&mut self.layers).into_vec();
                layers.remove(position);
                self.layers = layers.into();
            }
            (true, false) => self.layers[position].1 = entries,
            (false, true) => {}
            (false, false) => {
                let mut layers = std::mem::take(&mut self.layers).into_vec();
                layers.reserve_exact(1);
                layers.insert(position, (rank, entries));
                self.layers = layers.into();
            }
        }
    }

    /// Replaces what the layer of a rank declares and returns what changes on the element: removals
    /// before settings, because removing a shorthand takes the longhands along.
    pub fn replace(&mut self, rank: u8, entries: Vec<(K, String)>) -> Vec<(K, Option<String>)> {
        let mut touched: Vec<K> = self.keys_of(rank).collect();
        for (key, _) in &entries {
            if !touched.contains(key) {
                touched.push(*key);
            }
        }
        let before: Vec<Option<String>> = touched
            .iter()
            .map(|key| self.winner(*key).map(str::to_owned))
            .collect();
        self.set(rank, entries);
        let mut changes: Vec<(K, Option<String>)> = Vec::new();
        for (key, before) in touched.into_iter().zip(before) {
            let after = self.winner(key);
            if after != before.as_deref() {
                changes.push((key, after.map(str::to_owned)));
            }
        }
        changes.sort_by_key(|(_, value)| value.is_some());
        changes
    }

    /// What the element has: each key once, with the value of its highest layer, in the order of the
    /// lowest layer that declares it.
    #[must_use]
    pub fn resolved(&self) -> Vec<(K, String)> {
        let mut resolved: Vec<(K, String)> = Vec::new();
        for (key, value) in self.layers.iter().flat_map(|(_, entries)| entries) {
            match resolved.iter_mut().find(|(known, _)| known == key) {
                Some((_, old)) => old.clone_from(value),
                None => resolved.push((*key, value.clone())),
            }
        }
        resolved
    }

    /// The rank of the highest layer that declares a key.
    #[must_use]
    pub fn rank_of(&self, key: K) -> Option<u8> {
        let declares =
            |(_, entries): &&(u8, Vec<(K, String)>)| entries.iter().any(|(known, _)| *known == key);
        self.layers
            .iter()
            .rev()
            .find(declares)
            .map(|(rank, _)| *rank)
    }

    /// What a rank declares.
    #[must_use]
    pub fn layer(&self, rank: u8) -> &[(K, String)] {
        let layer = self.layers.iter().find(|(known, _)| *known == rank);
        layer.map_or(&[], |(_, entries)| entries)
    }

    /// The keys that a rank declares.
    pub fn keys_of(&self, rank: u8) -> impl Iterator<Item = K> + '_ {
        self.layer(rank).iter().map(|(key, _)| *key)
    }

    /// The keys that any rank declares, with repeats.
    pub fn keys(&self) -> impl Iterator<Item = K> + '_ {
        let entries = self.layers.iter().flat_map(|(_, entries)| entries);
        entries.map(|(key, _)| *key)
    }

    /// The highest value of a key, if its rank is at least this one.
    #[must_use]
    pub fn above(&self, key: K, rank: u8) -> Option<&str> {
        let (found, entries) = self
            .layers
            .iter()
            .rev()
            .find(|(_, entries)| entries.iter().any(|(known, _)| *known == key))?;
        let (_, value) = entries.iter().find(|(known, _)| *known == key)?;
        (*found >= rank).then_some(value)
    }

    fn winner(&self, key: K) -> Option<&str> {
        self.layers
            .iter()
            .rev()
            .find_map(|(_, entries)| entries.iter().find(|(known, _)| *known == key))
            .map(|(_, value)| value.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::Cascade;

    fn entries(list: &[(char, &str)]) -> Vec<(char, String)> {
        list.iter()
            .map(|(key, value)| (*key, (*value).to_owned()))
            .collect()
    }

    #[test]
    fn the_higher_rank_wins_whatever_came_first() {
        let mut cascade = Cascade::default();
        assert_eq!(
            cascade.replace(5, entries(&[('w', "size")])),
            [('w', Some("size".to_owned()))]
        );
        assert_eq!(cascade.replace(3, entries(&[('w', "width")])), []);
        assert_eq!(
            cascade.replace(5, Vec::new()),
            [('w', Some("width".to_owned()))]
        );
        assert_eq!(cascade.replace(3, Vec::new()), [('w', None)]);
        assert_eq!(cascade.resolved(), []);
    }

    #[test]
    fn equal_values_change_nothing() {
        let mut cascade = Cascade::default();
        cascade.replace(1, entries(&[('a', "1"), ('b', "2")]));
        assert_eq!(
            cascade.replace(1, entries(&[('b', "2"), ('a', "3")])),
            [('a', Some("3".to_owned()))]
        );
        assert_eq!(cascade.replace(2, entries(&[('b', "2")])), []);
    }

    #[test]
    fn removals_come_before_settings() {
        let mut cascade = Cascade::default();
        cascade.replace(1, entries(&[('s', "1")]));
        assert_eq!(
            cascade.replace(1, entries(&[('l', "2")])),
            [('s', None), ('l', Some("2".to_owned()))]
        );
    }

    #[test]
    fn resolved_keeps_the_place_of_the_lowest_layer() {
        let mut cascade = Cascade::default();
        cascade.replace(2, entries(&[('b', "new"), ('c', "3")]));
        cascade.replace(0, entries(&[('a', "1"), ('b', "old")]));
        assert_eq!(
            cascade.resolved(),
            entries(&[('a', "1"), ('b', "new"), ('c', "3")])
        );
    }
}
