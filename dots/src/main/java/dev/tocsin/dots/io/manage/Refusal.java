// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.io.manage;

import dev.tocsin.base.config.ConfigException;
import dev.tocsin.base.http.WebAnswer;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.JsonNodeFactory;

/// A request that is not served: what is at fault, what was expected and what came.
final class Refusal extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /// @param element path of keys in the body, or a parameter; empty if it is none in particular
  record Fault(String element, String message) {}

  private static final String RETRY_SECONDS = "5";

  private final int status;
  private final transient List<Fault> faults;

  Refusal(int status, String element, String message) {
    this(status, List.of(new Fault(element, message)));
  }

  private Refusal(int status, List<Fault> faults) {
    super(faults.getFirst().message(), null, false, false);
    this.status = status;
    this.faults = faults;
  }

  /// @param messages at least one
  static Refusal of(int status, List<String> messages) {
    return new Refusal(status, messages.stream().map(each -> new Fault("", each)).toList());
  }

  static Refusal of(ConfigException mistakes) {
    var faults =
        mistakes.complaints().stream()
            .map(complaint -> new Fault(complaint.element(), complaint.message()))
            .toList();
    var message = Optional.ofNullable(mistakes.getMessage()).orElse("cannot be read");
    return new Refusal(400, faults.isEmpty() ? List.of(new Fault("", message)) : faults);
  }

  WebAnswer answer() {
    var json = JsonNodeFactory.instance.objectNode();
    var errors = json.putArray("errors");
    for (var fault : faults) {
      var error = errors.addObject();
      if (!fault.element().isEmpty()) error.put("element", fault.element());
      error.put("message", fault.message());
    }
    var web = WebAnswer.of(status, ManagementApi.JSON, json + "\n");
    // RFC 9110 §10.2.3: when to try again what is only so for a time.
    if (status == 503) web = web.with("Retry-After", RETRY_SECONDS);
    return web.with("Cache-Control", "no-store");
  }
}
