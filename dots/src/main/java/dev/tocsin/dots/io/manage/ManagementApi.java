// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.io.manage;

import dev.tocsin.base.config.ConfigException;
import dev.tocsin.base.http.WebAnswer;
import dev.tocsin.base.http.WebRequest;
import dev.tocsin.dots.core.server.Domain;
import dev.tocsin.dots.core.server.ManagementAnswer;
import dev.tocsin.dots.core.server.ManagementRequest;
import dev.tocsin.dots.core.server.ServerInput;
import dev.tocsin.dots.io.server.Exchanges;
import dev.tocsin.dots.io.settings.DomainText;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import tools.jackson.databind.node.ObjectNode;

/// The management of customers over HTTP: resources under `/v1`, described in `openapi.json`. Who
/// asks is known already. Blocks until the answer is on disk; any thread.
final class ManagementApi {

  static final String JSON = "application/json";

  private final Exchanges<ManagementAnswer> exchanges;
  private final DomainText domains;
  private final CredentialBody credentials;
  private final Certification certification;
  private final MitigationsApi mitigations;
  private final Reloading reloading;
  private final String description = description();

  ManagementApi(
      Exchanges<ManagementAnswer> exchanges,
      DomainText domains,
      CredentialBody credentials,
      Certification certification,
      MitigationsApi mitigations,
      Reloading reloading) {
    this.exchanges = exchanges;
    this.domains = domains;
    this.credentials = credentials;
    this.certification = certification;
    this.mitigations = mitigations;
    this.reloading = reloading;
  }

  private static String description() {
    try (var in = ManagementApi.class.getResourceAsStream("openapi.json")) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// @param actor who asks, for the audit log
  WebAnswer handle(WebRequest request, String actor) {
    try {
      return route(request, actor);
    } catch (Refusal refusal) {
      return refusal.answer();
    }
  }

  private WebAnswer route(WebRequest request, String actor) {
    var path = List.of(request.path().split("/", -1)).stream().map(Parameters::decoded).toList();
    if (path.size() < 3 || !path.get(0).isEmpty() || !path.get(1).equals("v1")) throw unknown();
    return switch (path.get(2)) {
      case "openapi.json" -> openapi(request, path);
      case "domains" -> domains(request, path, actor);
      case "mitigations" -> mitigations.handle(request, path.subList(3, path.size()), actor);
      case "reload" -> reload(request, path, actor);
      default -> throw unknown();
    };
  }

  private WebAnswer reload(WebRequest request, List<String> path, String actor) {
    if (path.size() != 3) throw unknown();
    if (!request.method().equals("POST")) return notAllowed("POST");
    Parameters.of(request, List.of());
    return reloading.reload(asked -> answer(asked, actor));
  }

  static Refusal unknown() {
    return new Refusal(404, "", "there is nothing under this path; see /v1/openapi.json");
  }

  private WebAnswer openapi(WebRequest request, List<String> path) {
    if (path.size() != 3) throw unknown();
    if (!request.method().equals("GET")) return notAllowed("GET");
    return WebAnswer.of(200, JSON, description);
  }

  private WebAnswer domains(WebRequest request, List<String> path, String actor) {
    return switch (path.size()) {
      case 3 -> all(request, actor);
      case 4 -> one(request, path.get(3), actor);
      case 5 -> {
        boolean certifies = path.get(4).equals("certificates");
        if (!certifies && !path.get(4).equals("credentials")) throw unknown();
        if (!request.method().equals("POST")) yield notAllowed("POST");
        Parameters.of(request, List.of());
        var body = Body.read(request);
        yield certifies
            ? certification.certify(path.get(3), body, asked -> answer(asked, actor))
            : ask(credentials.read(path.get(3), body), actor);
      }
      default -> throw unknown();
    };
  }

  private WebAnswer all(WebRequest request, String actor) {
    return switch (request.method()) {
      case "GET" -> {
        var parameters = Parameters.of(request, List.of("after", "limit"));
        yield ask(
            new ManagementRequest.ListDomains(parameters.text("after"), parameters.limit()), actor);
      }
      case "POST" -> {
        Parameters.of(request, List.of());
        yield ask(new ManagementRequest.AddDomain(domain(Body.read(request))), actor);
      }
      default -> notAllowed("GET, POST");
    };
  }

  private WebAnswer one(WebRequest request, String name, String actor) {
    return switch (request.method()) {
      case "GET" -> {
        Parameters.of(request, List.of());
        yield ask(new ManagementRequest.ShowDomain(name), actor);
      }
      case "PUT" -> ask(replacement(request, name), actor);
      case "DELETE" -> {
        boolean force = Parameters.of(request, List.of("force")).flag("force");
        yield ask(
            new ManagementRequest.RemoveDomain(name, Parameters.revision(request), force), actor);
      }
      default -> notAllowed("GET, PUT, DELETE");
    };
  }

  private ManagementRequest replacement(WebRequest request, String name) {
    Parameters.of(request, List.of());
    var revision = Parameters.revision(request);
    if (revision.isEmpty()) {
      throw new Refusal(
          428, "If-Match", "expected the ETag of the domain that this one replaces, found none");
    }
    var domain = domain(Body.read(request));
    if (!domain.name().equals(name)) {
      throw new Refusal(
          400, "name", "expected '%s' as in the path, found '%s'".formatted(name, domain.name()));
    }
    return new ManagementRequest.ReplaceDomain(domain, revision.getAsLong());
  }

  private Domain domain(ObjectNode body) {
    try {
      return domains.read(body.toString());
    } catch (ConfigException mistakes) {
      throw Refusal.of(mistakes);
    }
  }

  private WebAnswer ask(ManagementRequest request, String actor) {
    return CustomerAnswers.write(answer(request, actor));
  }

  private ManagementAnswer answer(ManagementRequest request, String actor) {
    return exchanges
        .ask(exchange -> new ServerInput.ManagementRequested(exchange, actor, request))
        .orElseThrow(ManagementApi::busy);
  }

  static Refusal busy() {
    return new Refusal(503, "", "the server has more to do than it can take");
  }

  static WebAnswer notAllowed(String allowed) {
    return new Refusal(405, "", "expected one of " + allowed).answer().with("Allow", allowed);
  }
}
