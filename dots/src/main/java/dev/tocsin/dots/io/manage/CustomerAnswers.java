// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.io.manage;

import dev.tocsin.base.http.WebAnswer;
import dev.tocsin.dots.core.server.Customer;
import dev.tocsin.dots.core.server.Customer.Origin;
import dev.tocsin.dots.core.server.ManagementAnswer;
import dev.tocsin.dots.core.server.ManagementAnswer.Reason;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// What the server decided about a customer, as HTTP.
final class CustomerAnswers {

  private CustomerAnswers() {}

  static WebAnswer write(ManagementAnswer answer) {
    return switch (answer) {
      case ManagementAnswer.Stored(var customer, boolean added) -> {
        var web = json(added ? 201 : 200, customer(customer)).with("ETag", tag(customer));
        yield added ? web.with("Location", "/v1/domains/" + customer.name()) : web;
      }
      case ManagementAnswer.Removed(var name, int mitigations) ->
          json(
              200,
              JsonNodeFactory.instance
                  .objectNode()
                  .put("removed", name)
                  .put("mitigations-ended", mitigations));
      case ManagementAnswer.Found(var customer, int mitigations, int sessions) ->
          json(200, customer(customer).put("mitigations", mitigations).put("sessions", sessions))
              .with("ETag", tag(customer));
      case ManagementAnswer.Domains(var customers, boolean more) -> {
        var json = JsonNodeFactory.instance.objectNode();
        var array = json.putArray("domains");
        customers.forEach(each -> array.add(customer(each)));
        yield json(200, json.put("more", more));
      }
      case ManagementAnswer.Configured configured -> json(200, configured(configured));
      case ManagementAnswer.Refused(var reason, var element, var message) ->
          throw new Refusal(status(reason), element, message);
    };
  }

  static ObjectNode configured(ManagementAnswer.Configured configured) {
    var json = JsonNodeFactory.instance.objectNode();
    configured.added().forEach(json.putArray("added")::add);
    configured.changed().forEach(json.putArray("changed")::add);
    configured.removed().forEach(json.putArray("removed")::add);
    return json.put("mitigations-ended", configured.mitigations());
  }

  static WebAnswer json(int status, ObjectNode json) {
    return WebAnswer.of(status, ManagementApi.JSON, json + "\n").with("Cache-Control", "no-store");
  }

  static String tag(Customer customer) {
    return "\"" + customer.revision() + "\"";
  }

  private static int status(Reason reason) {
    return switch (reason) {
      case UNKNOWN -> 404;
      case EXISTS, READ_ONLY, IN_USE, TAKEN, TOO_MANY -> 409;
      case CHANGED -> 412;
      case NOT_STORED -> 503;
    };
  }

  private static ObjectNode customer(Customer customer) {
    var json = JsonNodeFactory.instance.objectNode();
    json.set("domain", DomainJson.write(customer.domain()));
    json.put("revision", customer.revision());
    switch (customer.origin()) {
      case Origin.Configuration(var place) ->
          json.put("origin", "configuration").put("place", place);
      case Origin.Managed() -> json.put("origin", "managed");
    }
    var stored = json.putArray("stored-psk-identities");
    customer.secrets().forEach(secret -> stored.add(secret.identity()));
    return json;
  }
}
