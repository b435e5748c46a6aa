// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.check;

import dev.tocsin.alto.check.Document.Extent;
import dev.tocsin.alto.check.Document.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Checks files that hold what a server says: each for itself, and cost maps against the network
/// map that stands among them.
public final class FileCheck {

  private FileCheck() {}

  /// @throws IOException if a file cannot be read
  public static List<Finding> check(List<Path> files) throws IOException {
    Map<Document, Findings> documents = new LinkedHashMap<>();
    var all = new ArrayList<Findings>();
    for (var file : files) {
      var findings = new Findings(file.toString());
      all.add(findings);
      Document.check(Files.readAllBytes(file), Extent.WHOLE, findings)
          .ifPresent(document -> documents.put(document, findings));
    }
    documents.keySet().stream()
        .filter(each -> each.kind() == Kind.NETWORK_MAP)
        .forEach(
            map ->
                documents.forEach(
                    (costs, findings) -> {
                      if (costs.kind() == Kind.COST_MAP) map.checkCosts(costs, findings);
                    }));
    return all.stream().flatMap(each -> each.all().stream()).toList();
  }
}
