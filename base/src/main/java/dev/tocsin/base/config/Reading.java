// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.base.config;

import dev.tocsin.base.config.ConfigException.Complaint;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// What one reading of a file gathers: complaints, and which keys were asked for. One thread.
final class Reading {

  private static final int COMPLAINTS_MAX = 50;

  private final Path file;
  private final List<Complaint> complaints = new ArrayList<>();
  private final SortedMap<String, String> asked = new TreeMap<>();

  Reading(Path file) {
    this.file = file;
  }

  Path file() {
    return file;
  }

  void complain(int line, int column, String element, String message) {
    var complaint = new Complaint(file, line, column, element, message);
    if (complaints.size() < COMPLAINTS_MAX && !complaints.contains(complaint)) {
      complaints.add(complaint);
    }
  }

  boolean isClean() {
    return complaints.isEmpty();
  }

  boolean holds(ConfigException e) {
    return !e.complaints().isEmpty() && complaints.containsAll(e.complaints());
  }

  ConfigException refusal() {
    complaints.sort(Comparator.comparingInt(Complaint::line).thenComparingInt(Complaint::column));
    return new ConfigException(complaints);
  }

  void asked(String key, String fallback) {
    asked.put(key, fallback);
  }

  SortedMap<String, String> asked() {
    return Collections.unmodifiableSortedMap(asked);
  }
}
