// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.check;

import java.time.DateTimeException;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/// Calendars of costs (RFC 8896): what a directory promises of them and what an answer says of
/// them.
final class CalendarCheck {

  private static final String PROMISED = "RFC 8896 §4.1";
  private static final String TOLD = "RFC 8896 §5.1.2";

  private CalendarCheck() {}

  /// @param names of cost types that the resource offers
  static void promised(Members entry, List<String> names) {
    var capabilities = entry.optionalObject("capabilities", PROMISED);
    if (capabilities.isEmpty() || !capabilities.get().object().has("calendar-attributes")) return;
    if (!entry.object().has("accepts")) {
      entry
          .findings()
          .error(
              capabilities.get().pathOf("calendar-attributes"),
              "RFC 8896 §3.3.2",
              "what is had by GET has no calendar");
    }
    var met = new HashSet<String>();
    for (var each : objects(capabilities.get(), "calendar-attributes", PROMISED)) {
      form(each, PROMISED);
      var of = names(each);
      if (of.isEmpty()) {
        each.findings()
            .error(each.pathOf("cost-type-names"), PROMISED, "expected at least one cost type");
      }
      for (var name : of) {
        if (!names.contains(name)) {
          each.findings()
              .error(
                  each.pathOf("cost-type-names"),
                  PROMISED,
                  "'" + name + "' is no cost type of this resource");
        }
        if (!met.add(name)) {
          each.findings()
              .error(
                  each.pathOf("cost-type-names"), PROMISED, "'" + name + "' has another calendar");
        }
      }
    }
  }

  /// @return how many values the calendars of the answer may have; empty if it has none
  static Set<Integer> told(Members meta) {
    var lengths = new HashSet<Integer>();
    if (!meta.object().has("calendar-response-attributes")) return lengths;
    var all = objects(meta, "calendar-response-attributes", TOLD);
    for (var each : all) {
      lengths.add(form(each, TOLD));
      each.text("calendar-start-time", TOLD).ifPresent(text -> date(each, text));
      var repeated = each.object().path("repeated");
      if (!repeated.isMissingNode() && !isCount(repeated)) {
        each.findings()
            .error(
                each.pathOf("repeated"),
                TOLD,
                "expected a whole number of at least 1, found " + Findings.shown(repeated));
      }
      if (all.size() > 1 && names(each).isEmpty()) {
        each.findings()
            .error(
                each.pathOf("cost-type-names"), TOLD, "expected, as there are several calendars");
      }
    }
    return lengths;
  }

  private static List<Members> objects(Members in, String name, String rule) {
    var objects = new ArrayList<Members>();
    var array = in.array(name, rule, true);
    if (array.isEmpty()) return objects;
    if (array.get().isEmpty()) in.findings().error(in.pathOf(name), rule, "expected at least one");
    for (var each : array.get()) {
      if (each.isObject()) {
        objects.add(new Members(each, in.pathOf(name), in.findings()));
      } else {
        in.findings()
            .error(in.pathOf(name), rule, "expected objects, found " + Findings.shown(each));
      }
    }
    return objects;
  }

  private static List<String> names(Members in) {
    var names = new ArrayList<String>();
    for (var each : in.object().path("cost-type-names")) {
      if (each.isString()) names.add(each.stringValue());
    }
    return names;
  }

  /// @return the number of intervals; 0 if it is none
  private static int form(Members in, String rule) {
    var size = in.object().path("time-interval-size");
    if (!size.isNumber() || size.doubleValue() <= 0) {
      in.findings()
          .error(
              in.pathOf("time-interval-size"),
              rule,
              "expected seconds, found " + Findings.shown(size));
    }
    var count = in.object().path("number-of-intervals");
    if (isCount(count)) return count.intValue();
    in.findings()
        .error(
            in.pathOf("number-of-intervals"),
            rule,
            "expected a whole number of at least 1, found " + Findings.shown(count));
    return 0;
  }

  private static boolean isCount(JsonNode node) {
    return node.isIntegralNumber() && node.canConvertToInt() && node.intValue() >= 1;
  }

  // RFC 9110 §5.6.7: as HTTP writes dates, with the day of the week that it was.
  private static void date(Members in, String text) {
    if (isDate(text)) return;
    in.findings()
        .error(
            in.pathOf("calendar-start-time"),
            TOLD,
            "expected a date such as 'Mon, 01 Jul 2019 13:00:00 GMT', found '" + text + "'");
  }

  private static boolean isDate(String text) {
    try {
      DateTimeFormatter.RFC_1123_DATE_TIME.parse(text);
      return text.endsWith(" GMT");
    } catch (DateTimeException e) {
      return false;
    }
  }
}
