// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.check;

import dev.tocsin.alto.check.Finding.Severity;
import dev.tocsin.base.observe.Printable;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// Collects what is found of one source; so many and no more, as one slip can show a million times.
public final class Findings {

  private static final int MOST = 200;
  private static final int SHOWN_CHARS_MAX = 120;

  private final String source;
  private final List<Finding> found = new ArrayList<>();
  private int leftOut;

  public Findings(String source) {
    this.source = source;
  }

  public String source() {
    return source;
  }

  public void error(String place, String rule, String text) {
    add(Severity.ERROR, place, rule, text);
  }

  public void warn(String place, String rule, String text) {
    add(Severity.WARNING, place, rule, text);
  }

  public void note(String place, String rule, String text) {
    add(Severity.NOTE, place, rule, text);
  }

  private void add(Severity severity, String place, String rule, String text) {
    if (found.size() < MOST) {
      found.add(new Finding(severity, source, Printable.escape(place), rule, shown(text, 400)));
    } else {
      leftOut++;
    }
  }

  /// What was found, and how much of it was left out.
  public List<Finding> all() {
    if (leftOut == 0) return List.copyOf(found);
    var all = new ArrayList<>(found);
    all.add(new Finding(Severity.ERROR, source, "", "", leftOut + " more findings are left out"));
    return all;
  }

  /// A value as a finding tells it.
  static String shown(JsonNode value) {
    return shown(value.toString(), SHOWN_CHARS_MAX);
  }

  private static String shown(String text, int most) {
    return Printable.escape(text.length() <= most ? text : text.substring(0, most) + "…");
  }
}
