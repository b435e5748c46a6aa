// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.wire.data.rest;

import org.jspecify.annotations.Nullable;

/// Where a node stands in the data tree, written as an instance-identifier (RFC 7951 §6.11):
/// `/ietf-dots-data-channel:dots-data/dots-client[cuid='…']/aliases`. Text is made only when
/// somebody asks for it.
public final class InstancePath {

  public static final String MODULE = "ietf-dots-data-channel";

  public static final InstancePath ROOT = new InstancePath(null, MODULE + ":dots-data", "");

  private final @Nullable InstancePath parent;
  private final String name;
  private final String predicate;

  private InstancePath(@Nullable InstancePath parent, String name, String predicate) {
    this.parent = parent;
    this.name = name;
    this.predicate = predicate;
  }

  public static InstancePath of(DataTarget target) {
    return switch (target) {
      case DataTarget.Root _ -> ROOT;
      case DataTarget.Capabilities _ -> ROOT.child("capabilities");
      case DataTarget.Client(var cuid) -> client(cuid);
      case DataTarget.Aliases(var cuid) -> client(cuid).child("aliases");
      case DataTarget.Alias(var cuid, var name) ->
          client(cuid).child("aliases").entry("alias", "name", name);
      case DataTarget.Acls(var cuid) -> client(cuid).child("acls");
      case DataTarget.Acl(var cuid, var name) -> acl(cuid, name);
      case DataTarget.Aces(var cuid, var acl) -> acl(cuid, acl).child("aces");
      case DataTarget.Ace(var cuid, var acl, var name) ->
          acl(cuid, acl).child("aces").entry("ace", "name", name);
    };
  }

  private static InstancePath client(String cuid) {
    return ROOT.entry("dots-client", "cuid", cuid);
  }

  private static InstancePath acl(String cuid, String name) {
    return client(cuid).child("acls").entry("acl", "name", name);
  }

  /// @throws IllegalStateException at the root
  public InstancePath parent() {
    if (parent == null) throw new IllegalStateException("the root has no parent");
    return parent;
  }

  public InstancePath child(String name) {
    return new InstancePath(this, name, "");
  }

  /// An entry of a list, by its key.
  public InstancePath entry(String list, String key, String value) {
    var quoted = quoted(value);
    return new InstancePath(this, list, quoted.isEmpty() ? "" : "[" + key + "=" + quoted + "]");
  }

  /// A value of a leaf-list.
  public InstancePath value(String leafList, String value) {
    var quoted = quoted(value);
    return new InstancePath(this, leafList, quoted.isEmpty() ? "" : "[.=" + quoted + "]");
  }

  /// An entry by its position, counted from one: it has no key that could be written.
  public InstancePath position(String list, int position) {
    return new InstancePath(this, list, "[" + position + "]");
  }

  /// RFC 7950 §14 has no way to write both quotes in one string.
  public static boolean isWritable(String value) {
    return !(value.contains("'") && value.contains("\""));
  }

  private static String quoted(String value) {
    if (!isWritable(value)) return "";
    return value.contains("'") ? '"' + value + '"' : "'" + value + "'";
  }

  @Override
  public String toString() {
    var text = new StringBuilder(128);
    append(text);
    return text.toString();
  }

  private void append(StringBuilder text) {
    if (parent != null) parent.append(text);
    text.append('/').append(name).append(predicate);
  }
}
