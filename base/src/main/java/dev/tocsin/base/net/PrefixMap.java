// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.base.net;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Values by prefix, several to a prefix where needed, found by what contains what. A
/// path-compressed binary trie per address family: a look-up visits at most one node per prefix
/// length that stands on its way. One thread at a time.
public final class PrefixMap<V> {

  /// One value under its prefix.
  public record Entry<V>(Prefix prefix, V value) {}

  private static final class Node<V> {
    final Prefix prefix;
    List<Entry<V>> entries = List.of();
    @Nullable Node<V> zero;
    @Nullable Node<V> one;

    Node(Prefix prefix) {
      this.prefix = prefix;
    }

    @Nullable Node<V> child(boolean bit) {
      return bit ? one : zero;
    }

    void child(boolean bit, @Nullable Node<V> child) {
      if (bit) one = child;
      else zero = child;
    }

    boolean add(Entry<V> entry) {
      if (entries.isEmpty()) {
        // Most prefixes have one value and need no room for more.
        entries = List.of(entry);
        return true;
      }
      if (entries.contains(entry)) return false;
      if (entries.size() == 1) entries = new ArrayList<>(entries);
      return entries.add(entry);
    }

    boolean remove(Entry<V> entry) {
      if (!entries.contains(entry)) return false;
      if (entries.size() > 2) return entries.remove(entry);
      entries = entries.stream().filter(each -> !each.equals(entry)).toList();
      return true;
    }

    /// Towards a longer prefix that this one contains.
    boolean towards(Prefix longer) {
      return longer.bit(prefix.length());
    }
  }

  private @Nullable Node<V> ipv4;
  private @Nullable Node<V> ipv6;
  private int size;

  /// @return false if this value stands under this prefix already
  public boolean add(Prefix prefix, V value) {
    var node = nodeFor(prefix);
    var entry = new Entry<>(prefix, value);
    if (!node.add(entry)) return false;
    size++;
    return true;
  }

  /// @return false if this value does not stand under this prefix
  public boolean remove(Prefix prefix, V value) {
    Node<V> above = null;
    Node<V> parent = null;
    var node = root(prefix);
    while (node != null && node.prefix.length() < prefix.length()) {
      if (!node.prefix.contains(prefix)) return false;
      above = parent;
      parent = node;
      node = node.child(node.towards(prefix));
    }
    if (node == null || !node.prefix.equals(prefix)) return false;
    if (!node.remove(new Entry<>(prefix, value))) return false;
    size--;
    prune(node, parent);
    if (parent != null) prune(parent, above);
    return true;
  }

  /// The values under exactly this prefix, in the order they were added.
  public List<V> get(Prefix prefix) {
    var node = root(prefix);
    while (node != null && node.prefix.length() < prefix.length() && node.prefix.contains(prefix)) {
      node = node.child(node.towards(prefix));
    }
    if (node == null || !node.prefix.equals(prefix)) return List.of();
    return node.entries.stream().map(Entry::value).toList();
  }

  /// The entries of the longest prefix that contains this one or is it; empty if there is none.
  public List<Entry<V>> longestMatch(Prefix prefix) {
    List<Entry<V>> longest = List.of();
    for (var node = root(prefix);
        node != null && node.prefix.contains(prefix);
        node = below(node, prefix)) {
      if (!node.entries.isEmpty()) longest = node.entries;
    }
    return List.copyOf(longest);
  }

  /// All entries whose prefix contains this one or is it, widest first.
  public List<Entry<V>> containing(Prefix prefix) {
    var found = new ArrayList<Entry<V>>();
    gatherContaining(prefix, found);
    return found;
  }

  /// All entries whose prefix lies within this one or is it, in the order of the addresses.
  public List<Entry<V>> within(Prefix prefix) {
    var found = new ArrayList<Entry<V>>();
    visit(firstWithin(prefix), gathering(found));
    return found;
  }

  /// All entries that share an address with this prefix: those containing it, then those within.
  public List<Entry<V>> overlapping(Prefix prefix) {
    var found = new ArrayList<Entry<V>>();
    visitOverlapping(prefix, gathering(found));
    return found;
  }

  /// Every value of {@link #overlapping}, without gathering them.
  public void eachOverlapping(Prefix prefix, Consumer<? super V> action) {
    visitOverlapping(
        prefix,
        entries -> {
          for (int i = 0; i < entries.size(); i++) action.accept(entries.get(i).value());
          return false;
        });
  }

  /// Whether a value of {@link #overlapping} is wanted; none is looked at behind the first such.
  public boolean anyOverlapping(Prefix prefix, Predicate<? super V> wanted) {
    return visitOverlapping(
        prefix,
        entries -> {
          for (int i = 0; i < entries.size(); i++) {
            if (wanted.test(entries.get(i).value())) return true;
          }
          return false;
        });
  }

  /// @param visitor says whether it has seen enough
  private boolean visitOverlapping(Prefix prefix, Predicate<List<Entry<V>>> visitor) {
    Node<V> last = null;
    for (var node = root(prefix);
        node != null && node.prefix.contains(prefix);
        node = below(node, prefix)) {
      if (visitor.test(node.entries)) return true;
      last = node;
    }
    if (last != null && last.prefix.length() == prefix.length()) {
      return visit(last.zero, visitor) || visit(last.one, visitor);
    }
    var next = last == null ? root(prefix) : below(last, prefix);
    return next != null && prefix.contains(next.prefix) && visit(next, visitor);
  }

  /// Every entry, IPv4 before IPv6, in the order of the addresses.
  public List<Entry<V>> entries() {
    var all = new ArrayList<Entry<V>>(size);
    visit(ipv4, gathering(all));
    visit(ipv6, gathering(all));
    return all;
  }

  /// How many entries there are.
  public int size() {
    return size;
  }

  public boolean isEmpty() {
    return size == 0;
  }

  private @Nullable Node<V> root(Prefix prefix) {
    return prefix.isIpv4() ? ipv4 : ipv6;
  }

  private void gatherContaining(Prefix prefix, List<Entry<V>> found) {
    for (var node = root(prefix);
        node != null && node.prefix.contains(prefix);
        node = below(node, prefix)) {
      found.addAll(node.entries);
    }
  }

  private @Nullable Node<V> below(Node<V> node, Prefix prefix) {
    return node.prefix.length() == prefix.length() ? null : node.child(node.towards(prefix));
  }

  /// The root of all nodes within the prefix.
  private @Nullable Node<V> firstWithin(Prefix prefix) {
    var node = root(prefix);
    while (node != null && node.prefix.length() < prefix.length()) {
      if (!node.prefix.contains(prefix)) return null;
      node = node.child(node.towards(prefix));
    }
    return node != null && prefix.contains(node.prefix) ? node : null;
  }

  /// Depth is bounded by the 128 bits of an address.
  private boolean visit(@Nullable Node<V> node, Predicate<List<Entry<V>>> visitor) {
    return node != null
        && (visitor.test(node.entries) || visit(node.zero, visitor) || visit(node.one, visitor));
  }

  private Predicate<List<Entry<V>>> gathering(List<Entry<V>> found) {
    return entries -> {
      found.addAll(entries);
      return false;
    };
  }

  private Node<V> nodeFor(Prefix prefix) {
    Node<V> parent = null;
    var node = root(prefix);
    while (node != null && node.prefix.contains(prefix)) {
      if (node.prefix.length() == prefix.length()) return node;
      parent = node;
      node = node.child(node.towards(prefix));
    }
    var added = new Node<V>(prefix);
    if (node == null) {
      replace(parent, added);
    } else if (prefix.contains(node.prefix)) {
      added.child(added.towards(node.prefix), node);
      replace(parent, added);
    } else {
      replace(parent, fork(node, added));
    }
    return added;
  }

  private Node<V> fork(Node<V> one, Node<V> other) {
    var fork = new Node<V>(one.prefix.shortened(one.prefix.sharedBits(other.prefix)));
    fork.child(fork.towards(one.prefix), one);
    fork.child(fork.towards(other.prefix), other);
    return fork;
  }

  /// Takes a node out that has no entries and joins nothing.
  private void prune(Node<V> node, @Nullable Node<V> parent) {
    if (!node.entries.isEmpty() || node.zero != null && node.one != null) return;
    var only = node.zero != null ? node.zero : node.one;
    if (only != null) {
      replace(parent, only);
    } else if (parent != null) {
      parent.child(parent.towards(node.prefix), null);
    } else if (node.prefix.isIpv4()) {
      ipv4 = null;
    } else {
      ipv6 = null;
    }
  }

  private void replace(@Nullable Node<V> parent, Node<V> child) {
    if (parent != null) parent.child(parent.towards(child.prefix), child);
    else if (child.prefix.isIpv4()) ipv4 = child;
    else ipv6 = child;
  }
}
