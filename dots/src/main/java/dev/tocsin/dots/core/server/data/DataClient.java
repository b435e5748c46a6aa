// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.core.server.data;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// One registered client and what is bound to it.
final class DataClient {

  private final DataBook book;
  private final String cuid;
  private String owner;
  private Optional<String> cdid;
  private final Map<String, AliasEntry> aliases = new LinkedHashMap<>();
  private final Map<String, AclEntry> acls = new HashMap<>();
  private final TreeMap<Long, AclEntry> ranked = new TreeMap<>();

  /// Whether a mitigation of it is active: lists that wait for one are in force then.
  boolean mitigating;

  DataClient(DataBook book, String cuid, String owner, Optional<String> cdid) {
    this.book = book;
    this.cuid = cuid;
    this.owner = owner;
    this.cdid = cdid;
  }

  DataBook book() {
    return book;
  }

  String cuid() {
    return cuid;
  }

  /// On several nodes two identities may register one cuid at the same time: the later one has it.
  void registered(String by, Optional<String> gateway) {
    owner = by;
    cdid = gateway;
  }

  /// Fingerprint of the identity that registered.
  String owner() {
    return owner;
  }

  DataChange.PutClient change() {
    return new DataChange.PutClient(book.domain(), cuid, owner, cdid);
  }

  @Nullable AliasEntry alias(String name) {
    return aliases.get(name);
  }

  List<AliasEntry> aliases() {
    return List.copyOf(aliases.values());
  }

  @Nullable AclEntry acl(String name) {
    return acls.get(name);
  }

  /// In the order in which they are tried.
  Collection<AclEntry> acls() {
    return List.copyOf(ranked.values());
  }

  TreeMap<Long, AclEntry> ranked() {
    return ranked;
  }

  boolean isEmpty() {
    return aliases.isEmpty() && acls.isEmpty();
  }

  void put(AliasEntry entry) {
    if (aliases.put(entry.alias().name(), entry) == null) book.aliases++;
  }

  void removeAlias(String name) {
    if (aliases.remove(name) != null) book.aliases--;
  }

  void put(AclEntry entry) {
    var before = acls.get(entry.acl().name());
    if (before != null) take(before);
    acls.put(entry.acl().name(), entry);
    ranked.put(entry.rank(), entry);
    book.acls++;
    book.aces += entry.acl().aces().size();
    index(before, entry);
    book.accepts.add(this, entry.acl());
  }

  /// Only what is measured differs.
  void remeasure(AclEntry entry) {
    acls.put(entry.acl().name(), entry);
    ranked.put(entry.rank(), entry);
  }

  void removeAcl(String name) {
    var gone = acls.remove(name);
    if (gone == null) return;
    take(gone);
    index(gone, null);
  }

  private void take(AclEntry gone) {
    ranked.remove(gone.rank());
    book.acls--;
    book.aces -= gone.acl().aces().size();
    book.accepts.remove(this, gone.acl());
  }

  private void index(@Nullable AclEntry before, @Nullable AclEntry after) {
    var some = before == null ? after : before;
    if (some == null) return;
    book.flows.replace(
        this, some.acl().name(), FlowIndex.entries(before), FlowIndex.entries(after));
  }
}
