// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.check.server;

import dev.tocsin.alto.check.Document;
import dev.tocsin.alto.check.Document.Extent;
import dev.tocsin.alto.check.Findings;
import dev.tocsin.alto.client.http.AltoClientException;
import dev.tocsin.alto.wire.AltoError.Code;
import dev.tocsin.alto.wire.MediaTypes;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/// Asks wrongly on purpose, and looks whether a server says so as it should: with the status that
/// HTTP has for it, or with the one error of RFC 7285 §8.5 that is meant.
final class Manners {

  private static final String ERRORS = "RFC 7285 §8.5.2";

  private final Probe probe;
  private final Target target;
  private final Findings findings;

  Manners(Probe probe, Target target, Findings findings) {
    this.probe = probe;
    this.target = target;
    this.findings = findings;
  }

  void checkWhole() throws AltoClientException {
    var posted = probe.post(target.uri(), Map.of("Content-Type", "application/json"), "{}");
    expectMethodRefused("POST", posted);
    notAcceptable();
  }

  void checkService(List<String> pids) throws AltoClientException {
    expectMethodRefused("GET", probe.get(target.uri(), Map.of()));
    var typed = probe.post(target.uri(), Map.of("Content-Type", "text/plain"), "{}");
    if (typed.status() != 415) {
      findings.warn(
          "POST of text/plain",
          "RFC 9110 §15.5.16",
          "expected status 415, found " + typed.status());
    }
    refused("a body that ends early", "{", Code.E_SYNTAX, "");
    refused("{}", "{}", Code.E_MISSING_FIELD, target.requiredMember());
    var member = target.requiredMember();
    refused(
        "a number as " + member, "{\"%s\":5}".formatted(member), Code.E_INVALID_FIELD_TYPE, member);
    target.request(pids).ifPresent(this::unknownNames);
  }

  private void notAcceptable() throws AltoClientException {
    var answer = probe.get(target.uri(), Map.of("Accept", "image/png"));
    if (answer.status() == 200) {
      findings.warn(
          "Accept: image/png", "RFC 9110 §12.5.1", "expected status 406, found a map nevertheless");
    }
  }

  private void expectMethodRefused(String method, Probe.Answer answer) {
    if (answer.status() == 200) {
      findings.error(method, "RFC 7285 §9.2.2", "answers as if it were meant to be asked so");
    } else if (answer.status() != 405) {
      findings.warn(method, "RFC 9110 §15.5.6", "expected status 405, found " + answer.status());
    } else if (answer.header("Allow").isEmpty()) {
      findings.error(method, "RFC 9110 §15.5.6", "405 comes without 'Allow'");
    }
  }

  private void unknownNames(ObjectNode right) {
    try {
      if (right.has("cost-type")) {
        var wrong = right.deepCopy();
        ((ObjectNode) wrong.get("cost-type")).put("cost-metric", "priv:nobody-has-this");
        refused(
            "a cost metric that is not offered",
            wrong.toString(),
            Code.E_INVALID_FIELD_VALUE,
            "cost-type/cost-metric");
      } else if (right.has("properties")) {
        var wrong = right.deepCopy();
        wrong.putArray("properties").add("priv:nobody-has-this");
        refused(
            "a property that is not offered",
            wrong.toString(),
            Code.E_INVALID_FIELD_VALUE,
            "properties");
      } else if (right.has("entities")) {
        var wrong = right.deepCopy();
        wrong.putArray("entities").add("nobody.has:this");
        refused(
            "an entity domain that is not offered",
            wrong.toString(),
            Code.E_INVALID_FIELD_VALUE,
            "entities");
      }
    } catch (AltoClientException e) {
      findings.error("", "RFC 7285 §8.3.3", String.valueOf(e.getMessage()));
    }
  }

  /// @param field that is to be named; another path is only worth a warning; empty if none is
  private void refused(String what, String body, Code code, String field)
      throws AltoClientException {
    var accepts = target.accepts().orElse("");
    var answer = probe.post(target.uri(), Map.of("Content-Type", accepts), body);
    if (answer.status() == 200) {
      findings.error("POST of " + what, ERRORS, "expected " + code + ", found an answer");
      return;
    }
    if (!answer.mediaType().equals(MediaTypes.ERROR)) {
      findings.error(
          "POST of " + what,
          "RFC 7285 §8.5.1",
          "expected a body of %s, found '%s' with status %d"
              .formatted(MediaTypes.ERROR, answer.type(), answer.status()));
      return;
    }
    if (answer.status() < 400 || answer.status() > 499) {
      findings.warn(
          "POST of " + what, "RFC 7285 §8.5.1", "expected status 400, found " + answer.status());
    }
    var document = Document.check(answer.body(), Extent.PART, findings);
    if (document.isEmpty()) return;
    var meta = document.get().json().path("meta");
    var found = meta.path("code").asString("none");
    if (!found.equals(code.name())) {
      findings.error("POST of " + what, ERRORS, "expected %s, found %s".formatted(code, found));
    } else if (!field.isEmpty() && !fits(meta.path("field").asString(""), field)) {
      findings.warn(
          "POST of " + what,
          ERRORS,
          "expected the field '%s', found '%s'".formatted(field, meta.path("field").asString("")));
    }
  }

  /// A server may find fault with the whole cost type, or with another member that is missing, too.
  private static boolean fits(String found, String expected) {
    return found.equals(expected)
        || expected.startsWith(found + "/")
        || Set.of("endpoints", "pids", "multi-cost-types").contains(found);
  }
}
