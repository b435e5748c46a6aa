// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.base.config;

import java.util.SortedMap;
import java.util.TreeMap;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/// What stands in a file, each value under its path of keys. Bounded, as references make a tree of
/// any size out of a small file; none that a reader accepts comes near the bounds.
final class WrittenValues {

  private static final int NODES_MAX = 1_000_000;
  private static final int DEPTH_MAX = 32;

  private final SortedMap<String, String> values = new TreeMap<>();
  private int nodes;

  SortedMap<String, String> values() {
    return values;
  }

  void add(String path, Node node) {
    add(path, node, 0);
  }

  private void add(String path, Node node, int depth) {
    if (++nodes > NODES_MAX || depth > DEPTH_MAX) return;
    switch (node) {
      case ScalarNode scalar -> values.put(path, scalar.getValue());
      case SequenceNode sequence -> {
        values.put(path, "list of " + sequence.getValue().size());
        int index = 0;
        for (var item : sequence.getValue()) add(path + "[" + index++ + "]", item, depth + 1);
      }
      case MappingNode mapping -> {
        for (var entry : mapping.getValue()) {
          if (entry.getKeyNode() instanceof ScalarNode key) {
            add(path + "." + key.getValue(), entry.getValueNode(), depth + 1);
          }
        }
      }
      // Aliases are resolved by now, so a node is one of three.
      default -> {}
    }
  }
}
