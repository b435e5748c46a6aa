// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.core.peer;

import dev.tocsin.reload.wire.header.PeerAddress;
import dev.tocsin.reload.wire.id.Id;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/// Where peers of the overlay were reached.
final class AddressBook {

  /// LP-6: "10 recommended".
  static final int REMEMBERED_MAX = 10;

  private static final int KNOWN_MAX = 64;

  private final List<Contact> configured;
  private final List<PeerAddress> own;
  private final RandomGenerator random;
  // Whoever was reached last is last.
  private final Map<Id, Candidate> known = new LinkedHashMap<>();

  AddressBook(PeerParameters parameters, RandomGenerator random) {
    this.configured = parameters.configured();
    this.own = parameters.own();
    this.random = random;
  }

  /// From before this start.
  void remembered(List<Contact> contacts) {
    for (var contact : contacts) {
      contact.peer().ifPresent(peer -> reached(peer, contact.candidate()));
    }
  }

  /// A peer was there, or says that it is.
  void reached(Id peer, Candidate candidate) {
    if (own.contains(candidate.address())) return;
    known.remove(peer);
    known.put(peer, candidate);
    if (known.size() > KNOWN_MAX) known.remove(known.keySet().iterator().next());
  }

  /// A peer says where it can be reached.
  void told(Id peer, Candidate candidate) {
    if (!known.containsKey(peer)) reached(peer, candidate);
  }

  /// Whom to ask for the overlay: first those that were reached before (LP-1), then those of the
  /// configuration (LP-2); by chance, so that not all peers ask the same one.
  List<Contact> toSearch() {
    var all = new ArrayList<Contact>();
    known.forEach((peer, candidate) -> all.add(Contact.of(candidate, peer)));
    shuffle(all);
    var others = new ArrayList<>(configured);
    others.removeIf(contact -> own.contains(contact.candidate().address()));
    shuffle(others);
    others.sort(Comparator.comparing(Contact::candidate, Candidate.PREFERENCE));
    all.addAll(others);
    return all;
  }

  private void shuffle(List<Contact> contacts) {
    for (int i = contacts.size() - 1; i > 0; i--) {
      Collections.swap(contacts, i, random.nextInt(i + 1));
    }
  }

  /// Somebody to whom there is no link.
  Optional<Contact> toLook(Predicate<Id> isLinked) {
    var linked = new ArrayList<PeerAddress>();
    known.forEach(
        (peer, candidate) -> {
          if (isLinked.test(peer)) linked.add(candidate.address());
        });
    var others = toSearch();
    others.removeIf(
        contact ->
            contact.peer().filter(isLinked).isPresent()
                || linked.contains(contact.candidate().address()));
    return others.isEmpty()
        ? Optional.empty()
        : Optional.of(others.get(random.nextInt(others.size())));
  }

  // EN-6, LP-6: "directly connected" now; those that were reached last.
  List<Contact> toRemember(Predicate<Id> isLinked) {
    var all = new ArrayList<Contact>();
    known.forEach(
        (peer, candidate) -> {
          if (isLinked.test(peer)) all.add(Contact.of(candidate, peer));
        });
    return List.copyOf(all.subList(Math.max(0, all.size() - REMEMBERED_MAX), all.size()));
  }
}
