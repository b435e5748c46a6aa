// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.base.config;

import java.nio.file.Path;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.DocumentStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;

/// Text to a tree of YAML nodes with their places. Nesting, aliases and documents are counted in
/// the flat stream of events first, so that a hostile text cannot blow up the tree.
final class YamlTree {

  private static final int DEPTH_MAX = 32;
  private static final int ALIASES_MAX = 100;

  private final Path file;
  private final String text;
  private final LoadSettings settings;
  private int documents;
  private int aliases;
  private int depth;

  private YamlTree(Path file, String text) {
    this.file = file;
    this.text = text;
    this.settings =
        LoadSettings.builder()
            .setLabel(file.toString())
            .setUseMarks(true)
            .setMaxAliasesForCollections(ALIASES_MAX)
            .setCodePointLimit(ConfigFile.BYTES_MAX)
            .build();
  }

  static Section root(Path file, String text) {
    var tree = new YamlTree(file, text);
    var reading = new Reading(file);
    try {
      tree.checkEvents();
      var node = new Compose(tree.settings).composeString(text);
      if (node.isEmpty()) return Section.empty(reading, 1, 1);
      if (node.get() instanceof MappingNode mapping) return Section.of(reading, mapping);
      throw tree.refusal(node.get().getStartMark(), "expected keys with values");
    } catch (MarkedYamlEngineException e) {
      throw tree.refusal(e.getProblemMark().or(e::getContextMark), tree.inWords(e));
    } catch (ReaderException e) {
      throw tree.unprintable(e);
    } catch (YamlEngineException e) {
      throw new ConfigException(file, "is not YAML: " + e.getMessage(), e);
    }
  }

  private void checkEvents() {
    for (Event event : new Parse(settings).parseString(text)) {
      switch (event) {
        case DocumentStartEvent _ -> documents++;
        case AliasEvent _ -> aliases++;
        case CollectionStartEvent start -> {
          depth++;
          refuseTag(start.getTag(), event);
        }
        case CollectionEndEvent _ -> depth--;
        case ScalarEvent scalar -> refuseTag(scalar.getTag(), event);
        // The library's events are not sealed; what is left only frames the document.
        default -> {}
      }
      checkBounds(event);
    }
  }

  private void checkBounds(Event event) {
    if (documents > 1) throw refusal(event.getStartMark(), "expected one document, found a second");
    if (aliases > ALIASES_MAX) {
      throw refusal(event.getStartMark(), "more than " + ALIASES_MAX + " aliases");
    }
    if (depth > DEPTH_MAX) {
      throw refusal(event.getStartMark(), "nested deeper than " + DEPTH_MAX + " levels");
    }
  }

  private void refuseTag(Optional<String> tag, Event event) {
    if (tag.isPresent()) {
      throw refusal(
          event.getStartMark(), "the tag '" + Shown.brief(tag.get()) + "' means nothing here");
    }
  }

  private String inWords(MarkedYamlEngineException e) {
    var context = e.getContext();
    var problem = e.getProblem() == null ? "is not YAML" : e.getProblem();
    var line = (context == null || context.isBlank() ? "" : context + ": ") + problem;
    var hint =
        line.contains("\\t") || line.contains("TAB") ? " (indent with spaces, not tabs)" : "";
    return Shown.printable(line) + hint;
  }

  private ConfigException refusal(Optional<Mark> mark, String message) {
    return new ConfigException(
        file,
        mark.map(m -> m.getLine() + 1).orElse(1),
        mark.map(m -> m.getColumn() + 1).orElse(1),
        message);
  }

  private ConfigException unprintable(ReaderException e) {
    var before = text.codePoints().limit(e.getPosition());
    var line = 1 + (int) before.filter(c -> c == '\n').count();
    return new ConfigException(
        file, line, "the character U+%04X may not stand in YAML".formatted(e.getCodePoint()));
  }

  static int line(Node node) {
    return node.getStartMark().map(m -> m.getLine() + 1).orElse(1);
  }

  static int column(Node node) {
    return node.getStartMark().map(m -> m.getColumn() + 1).orElse(1);
  }
}
