// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.base.config;

import dev.tocsin.base.net.HostAndPort;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/// Keys with values in a configuration file. Asking for a key gives a {@link Setting}; what is
/// wrong is noted with its line, and all of it is thrown together by {@link #end}. Used by one
/// thread.
public final class Section {

  private final Reading reading;
  private final String name;
  private final int line;
  private final int column;
  private final Map<String, NodeTuple> entries = new LinkedHashMap<>();
  private final Set<String> asked = new LinkedHashSet<>();
  private final List<Section> opened = new ArrayList<>();

  private Section(Reading reading, String name, int line, int column) {
    this.reading = reading;
    this.name = name;
    this.line = line;
    this.column = column;
  }

  static Section empty(Reading reading, int line, int column) {
    return new Section(reading, "", line, column);
  }

  static Section of(Reading reading, MappingNode node) {
    return of(reading, "", node);
  }

  private static Section of(Reading reading, String name, MappingNode node) {
    var section = new Section(reading, name, YamlTree.line(node), YamlTree.column(node));
    node.getValue().forEach(section::add);
    return section;
  }

  private void add(NodeTuple entry) {
    var at = entry.getKeyNode();
    if (!(at instanceof ScalarNode key)) {
      complain(at, "", "expected a key, found a list or a section");
    } else if (entries.putIfAbsent(key.getValue(), entry) != null) {
      complain(at, key.getValue(), "'" + Shown.brief(key.getValue()) + "' stands here twice");
    }
  }

  /// File and line, for people.
  public String place() {
    return reading.file() + ":" + line;
  }

  public Path file() {
    return reading.file();
  }

  /// Everything that stands here, under the path of its keys (items of a list as `key[0]`): for
  /// telling what differs between two readings.
  public SortedMap<String, String> written() {
    var all = new WrittenValues();
    entries.forEach((key, entry) -> all.add(pathOf(key), entry.getValueNode()));
    return all.values();
  }

  public boolean has(String key) {
    return entries.containsKey(key);
  }

  public Setting<String> string(String key) {
    return value(key, Kind.STRING);
  }

  public Setting<Boolean> bool(String key) {
    return value(key, Kind.BOOL);
  }

  public Setting<Integer> integer(String key, int min, int max) {
    return value(key, text -> Kind.integer(min, max).parse(text).intValue());
  }

  public Setting<Double> decimal(String key, double min, double max) {
    return value(key, Kind.decimal(min, max));
  }

  /// `500ms`, `30s`, `5m`, `1h`, `2d`.
  public Setting<Duration> duration(String key) {
    return value(key, Kind.DURATION);
  }

  public Setting<Duration> duration(String key, Duration min, Duration max) {
    return value(key, Kind.duration(min, max));
  }

  /// `4096 B`, `512 KiB`, `10 MiB`, `1 GiB`.
  public Setting<ByteSize> size(String key) {
    return value(key, Kind.SIZE);
  }

  public Setting<HostAndPort> address(String key) {
    return value(key, Kind.address(-1));
  }

  /// A relative path starts from the folder of the configuration file.
  public Setting<Path> path(String key) {
    return value(key, this::resolve);
  }

  /// As {@link #path(String)}, with a default that starts from the folder of the file, too.
  public Path path(String key, String fallback) {
    var written = path(key).optional();
    noteDefault(key, fallback);
    return written.orElseGet(() -> resolve(fallback));
  }

  /// One of the words of an enum: its constants in lower case with hyphens.
  public <E extends Enum<E>> Setting<E> choice(String key, Class<E> type) {
    return value(key, Kind.choice(type));
  }

  public <T> Setting<T> value(String key, Kind<T> kind) {
    var node = ask(key);
    return new Setting<>(this, key, node == null ? null : scalar(key, node, kind));
  }

  /// Values in a list; a single value counts as a list of one.
  public <T> Setting<List<T>> list(String key, Kind<T> kind) {
    var node = ask(key);
    return new Setting<>(this, key, node == null ? null : scalars(key, node, kind));
  }

  public Setting<List<Path>> paths(String key) {
    return list(key, this::resolve);
  }

  /// The section under a key; an empty one if the key is absent.
  public Section section(String key) {
    var child = child(reading, key);
    opened.add(child);
    return child;
  }

  /// As {@link #section}, for a plug-in that reads it later and then calls {@link #end} itself.
  public Section apart(String key) {
    noteDefault(key, "none");
    return child(new Reading(reading.file()), key);
  }

  /// A list of sections, each made into a value; one that fails does not hide the mistakes of the
  /// others.
  public <T> List<T> each(String key, Function<Section, T> reader) {
    var node = ask(key);
    if (node == null) return List.of();
    if (!(node instanceof SequenceNode sequence)) {
      complain(
          node,
          key,
          "'" + key + "': expected a list ('- ' in front of each), found " + shape(node));
      return List.of();
    }
    var values = new ArrayList<T>();
    for (var item : sequence.getValue()) {
      read(child(reading, key + "[]", item), reader).ifPresent(values::add);
    }
    return values;
  }

  /// Sections under names that the operator chose, in the order of the file.
  public <T> Map<String, T> named(String key, BiFunction<String, Section, T> reader) {
    var all = section(key);
    var values = new LinkedHashMap<String, T>();
    for (var entry : all.entries.entrySet()) {
      var id = entry.getKey();
      all.asked.add(id);
      var child = all.child(reading, "*", entry.getValue().getValueNode());
      read(child, section -> reader.apply(id, section)).ifPresent(v -> values.put(id, v));
    }
    return values;
  }

  /// Values under names that the operator chose, in the order of the file; a wrong one is noted and
  /// left out.
  public <T> Map<String, T> values(String key, Kind<T> kind) {
    var all = section(key);
    reading.asked(pathOf(key) + ".*", "required");
    var values = new LinkedHashMap<String, T>();
    all.entries.forEach(
        (name, entry) -> {
          all.asked.add(name);
          var value = all.scalar(name, entry.getValueNode(), kind);
          if (value != null) values.put(name, value);
        });
    return values;
  }

  /// Lists of values under names that the operator chose, in the order of the file; a single value
  /// counts as a list of one, a wrong one is noted and left out.
  public <T> Map<String, List<T>> lists(String key, Kind<T> kind) {
    var all = section(key);
    reading.asked(pathOf(key) + ".*", "required");
    var values = new LinkedHashMap<String, List<T>>();
    all.entries.forEach(
        (name, entry) -> {
          all.asked.add(name);
          var list = all.scalars(name, entry.getValueNode(), kind);
          if (list != null) values.put(name, list);
        });
    return values;
  }

  /// The names that {@link #named} would read under the key, those whose sections are wrong
  /// included: what refers to one of them is no mistake of its own.
  public Set<String> names(String key) {
    var entry = entries.get(key);
    if (entry == null || !(entry.getValueNode() instanceof MappingNode mapping)) return Set.of();
    var names = new LinkedHashSet<String>();
    for (var each : mapping.getValue()) {
      if (each.getKeyNode() instanceof ScalarNode name) names.add(name.getValue());
    }
    return names;
  }

  private <T> Optional<T> read(Section child, Function<Section, T> reader) {
    try {
      var value = reader.apply(child);
      opened.add(child);
      return Optional.of(value);
    } catch (ConfigException e) {
      // Thrown together with everything else in the end. Keys that the reader did not get to ask
      // for are not unknown.
      if (!reading.holds(e)) {
        reading.complain(child.line, child.column, child.name, String.valueOf(e.getMessage()));
      }
      return Optional.empty();
    }
  }

  /// Notes a mistake that only the reader can see, at the line of the key.
  public void complain(String key, String message) {
    var entry = entries.get(key);
    if (entry == null) {
      reading.complain(line, column, pathOf(key), "'" + key + "': " + message);
    } else {
      complain(entry.getKeyNode(), key, "'" + key + "': " + message);
    }
  }

  /// As {@link #complain}, for a mistake that leaves nothing to go on with.
  ///
  /// @return what to throw
  public ConfigException refuse(String key, String message) {
    complain(key, message);
    return reading.refusal();
  }

  /// Refuses keys that nobody asked for, here and in the sections below, and throws all that is
  /// wrong with the file so far.
  public void end() {
    refuseUnknown();
    if (!reading.isClean()) throw reading.refusal();
  }

  /// Every key of the file that was asked for so far, with what holds when it is absent (`required`
  /// and `none` among them). List items are `[]`, chosen names are `*`.
  public SortedMap<String, String> asked() {
    return reading.asked();
  }

  private void refuseUnknown() {
    entries.forEach(
        (key, entry) -> {
          if (asked.contains(key)) return;
          var meant = Shown.nearest(key, asked).map(word -> "; did you mean '" + word + "'?");
          complain(
              entry.getKeyNode(), key, "unknown key '" + Shown.brief(key) + "'" + meant.orElse(""));
        });
    opened.forEach(Section::refuseUnknown);
  }

  void noteDefault(String key, String fallback) {
    reading.asked(pathOf(key), fallback);
  }

  ConfigException missing(String key) {
    // A wrong value has its complaint already.
    if (!has(key)) {
      var unasked = entries.keySet().stream().filter(k -> !asked.contains(k)).toList();
      var meant = Shown.nearest(key, unasked).map(word -> "; is it '" + Shown.brief(word) + "'?");
      reading.complain(
          line, column, pathOf(key), "'" + key + "' is missing here" + meant.orElse(""));
    }
    return reading.refusal();
  }

  private @Nullable Node ask(String key) {
    asked.add(key);
    var entry = entries.get(key);
    return entry == null ? null : entry.getValueNode();
  }

  private Section child(Reading of, String key) {
    var node = ask(key);
    return node == null ? new Section(of, pathOf(key), line, column) : child(of, key, node);
  }

  private Section child(Reading of, String key, Node node) {
    if (node instanceof MappingNode mapping) return of(of, pathOf(key), mapping);
    if (!isNothing(node)) {
      of.complain(
          YamlTree.line(node),
          YamlTree.column(node),
          pathOf(key),
          "'" + key + "': expected keys with values, found " + shape(node));
    }
    return new Section(of, pathOf(key), YamlTree.line(node), YamlTree.column(node));
  }

  private String pathOf(String key) {
    return name.isEmpty() ? key : name + "." + key;
  }

  private <T> @Nullable List<T> scalars(String key, Node node, Kind<T> kind) {
    if (!(node instanceof SequenceNode sequence)) {
      var one = scalar(key, node, kind);
      return one == null ? null : List.of(one);
    }
    var values = new ArrayList<T>();
    for (var item : sequence.getValue()) {
      var value = scalar(key, item, kind);
      if (value != null) values.add(value);
    }
    return values;
  }

  private <T> @Nullable T scalar(String key, Node node, Kind<T> kind) {
    if (!(node instanceof ScalarNode scalar)) {
      complain(node, key, "'" + key + "': expected a value, found " + shape(node));
      return null;
    }
    if (isNothing(node)) {
      complain(node, key, "'" + key + "' has no value; leave the key out to get the default");
      return null;
    }
    try {
      return kind.parse(scalar.getValue());
    } catch (IllegalArgumentException e) {
      complain(node, key, "'" + key + "': " + Shown.printable(String.valueOf(e.getMessage())));
      return null;
    }
  }

  private Path resolve(String text) {
    try {
      var folder = reading.file().toAbsolutePath().getParent();
      var written = Path.of(Scalars.nonBlank(text));
      return folder == null ? written : folder.resolve(written).normalize();
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException("expected a path, found '" + Shown.brief(text) + "'", e);
    }
  }

  private void complain(Node node, String key, String message) {
    reading.complain(YamlTree.line(node), YamlTree.column(node), pathOf(key), message);
  }

  private static boolean isNothing(Node node) {
    return node instanceof ScalarNode && node.getTag().equals(Tag.NULL);
  }

  private static String shape(Node node) {
    return switch (node) {
      case ScalarNode scalar -> "'" + Shown.brief(scalar.getValue()) + "'";
      case SequenceNode _ -> "a list";
      // Aliases are resolved by now, so a node is one of three.
      default -> "a section";
    };
  }
}
