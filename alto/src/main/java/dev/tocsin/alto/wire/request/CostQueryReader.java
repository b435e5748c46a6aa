// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.wire.request;

import dev.tocsin.alto.wire.AltoError;
import dev.tocsin.alto.wire.AltoRefusedException;
import dev.tocsin.alto.wire.CostType;
import dev.tocsin.alto.wire.Names;
import dev.tocsin.alto.wire.json.Fields;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The part of a request that says which costs are wanted.
final class CostQueryReader {

  private static final String TYPE = "cost-type";
  private static final String MULTI = "multi-cost-types";
  private static final String TESTABLE = "testable-cost-types";
  private static final String AND = "constraints";
  private static final String OR = "or-constraints";
  private static final String CALENDARED = "calendared";

  private CostQueryReader() {}

  static CostQuery read(Fields in) {
    boolean isMulti = in.has(MULTI);
    var types = types(in, isMulti);
    var testable = in.optionalObjects(TESTABLE).map(CostQueryReader::each);
    // RFC 8189 §4.1.2: an empty list of them says nothing.
    if (testable.filter(List::isEmpty).isPresent()) throw in.invalid(TESTABLE, "[]");
    int testedCount = testable.orElse(types).size();
    boolean isOr = in.has(OR);
    var anyOf = isOr ? groups(in, testedCount) : group(in, testedCount);
    return new CostQuery(types, isMulti, testable, anyOf, isOr, calendared(in, types.size()));
  }

  // RFC 8189 §4.1.2: exactly one of the two.
  private static List<CostType> types(Fields in, boolean isMulti) {
    if (!isMulti) return List.of(costType(in.object(TYPE)));
    // RFC 8896 §5.2.4 has an empty one beside several.
    if (in.has(TYPE) && !in.object(TYPE).names().isEmpty()) {
      throw in.invalid(MULTI, "together with cost-type");
    }
    var types = in.optionalObjects(MULTI).map(CostQueryReader::each).orElse(List.of());
    if (types.isEmpty()) throw in.invalid(MULTI, "[]");
    return types;
  }

  private static List<CostType> each(List<Fields> objects) {
    return objects.stream().map(CostQueryReader::costType).toList();
  }

  /// Description and context are ignored (RFC 7285 §11.3.2.3).
  private static CostType costType(Fields in) {
    String mode = in.text("cost-mode");
    String metric = in.text("cost-metric");
    if (!Names.isCostMode(mode)) throw in.invalid("cost-mode", mode);
    if (!Names.isCostMetric(metric)) throw in.invalid("cost-metric", metric);
    return CostType.of(mode, metric);
  }

  private static List<List<CostTest>> group(Fields in, int testedCount) {
    var texts = in.optionalTexts(AND).orElse(List.of());
    return texts.isEmpty() ? List.of() : List.of(tests(in, AND, texts, testedCount));
  }

  private static List<List<CostTest>> groups(Fields in, int testedCount) {
    // RFC 8189 §4.1.2: not both.
    if (in.has(AND)) throw in.invalid(OR, "together with constraints");
    var groups = new ArrayList<List<CostTest>>();
    for (var texts : in.optionalTextLists(OR).orElse(List.of())) {
      if (texts.isEmpty()) throw in.invalid(OR, "[]");
      groups.add(tests(in, OR, texts, testedCount));
    }
    return groups;
  }

  private static List<CostTest> tests(Fields in, String name, List<String> texts, int testedCount) {
    var tests = new ArrayList<CostTest>(texts.size());
    for (var text : texts) {
      tests.add(
          CostTest.parse(text)
              .filter(test -> test.index() < testedCount)
              .orElseThrow(() -> in.invalid(name, text)));
    }
    return tests;
  }

  // RFC 8896 §4.1.1: one for each metric.
  private static List<Boolean> calendared(Fields in, int types) {
    Optional<List<Boolean>> flags = in.optionalFlags(CALENDARED);
    if (flags.isPresent() && flags.get().size() != types) {
      throw new AltoRefusedException(
          AltoError.value(in.pathOf(CALENDARED), flags.get().toString()));
    }
    return flags.orElse(List.of());
  }
}
