// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.app.cli.dots.domain;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// What the command line says of a domain; the server judges it.
final class DomainOptions {

  @Option(names = "--file", paramLabel = "FILE", description = "The whole domain as JSON.")
  private @Nullable Path file;

  @Option(
      names = "--prefix",
      paramLabel = "PREFIX",
      description = "In place of all prefixes; may be repeated.")
  private List<String> prefixes = List.of();

  @Option(
      names = "--add-prefix",
      paramLabel = "PREFIX",
      description = "One more prefix that it owns.")
  private List<String> morePrefixes = List.of();

  @Option(names = "--remove-prefix", paramLabel = "PREFIX", description = "A prefix less.")
  private List<String> lessPrefixes = List.of();

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "In place of all domain names; may be repeated.")
  private List<String> names = List.of();

  @Option(
      names = "--certificate-name",
      paramLabel = "NAME",
      description = "In place of all names in certificates that speak for it.")
  private List<String> certificateNames = List.of();

  @Option(
      names = "--key-fingerprint",
      paramLabel = "HASH",
      description = "In place of all keys that speak for it.")
  private List<String> fingerprints = List.of();

  @Option(
      names = "--remove-identity",
      paramLabel = "ID",
      description = "What speaks for it no longer, of any kind.")
  private List<String> lessIdentities = List.of();

  @Option(
      names = "--mitigator",
      paramLabel = "NAME",
      description = "In place of all mitigators, in order of preference.")
  private List<String> mitigators = List.of();

  @Option(names = "--requests-per-second", paramLabel = "N", description = "Of each client.")
  private @Nullable Double requests;

  @Option(names = "--mitigations", paramLabel = "N", description = "How many it may have.")
  private @Nullable Integer mitigations;

  @Option(names = "--sessions", paramLabel = "N", description = "How many it may have.")
  private @Nullable Integer sessions;

  @Option(
      names = "--lifetime",
      paramLabel = "TIME",
      description = "Longest lifetime that is granted, as 12h.")
  private @Nullable String lifetime;

  @Option(
      names = "--approval",
      paramLabel = "true|false",
      arity = "1",
      description = "Whether every mitigation waits for a person.")
  private @Nullable Boolean approval;

  @Option(
      names = "--dry-run",
      paramLabel = "true|false",
      arity = "1",
      description = "Decide, and ask no mitigator.")
  private @Nullable Boolean dryRun;

  /// @param before as it stands, or only with its name
  ObjectNode applyTo(ObjectNode before) throws IOException {
    var domain = file == null ? before.deepCopy() : read(file, before);
    replace(domain, "prefixes", prefixes);
    replace(domain, "names", names);
    replace(domain, "certificate-names", certificateNames);
    replace(domain, "key-fingerprints", fingerprints);
    replace(domain, "mitigators", mitigators);
    if (!mitigators.isEmpty()) domain.remove("mitigator-choices");
    change(domain, "prefixes", morePrefixes, lessPrefixes);
    for (var kind : List.of("certificate-names", "key-fingerprints", "psk-identities")) {
      change(domain, kind, List.of(), lessIdentities);
    }
    var limits = domain.withObject("limits");
    if (requests != null) limits.put("requests-per-second", requests);
    if (mitigations != null) limits.put("mitigations", mitigations);
    if (sessions != null) limits.put("sessions", sessions);
    var policy = domain.withObject("policy");
    if (lifetime != null) policy.put("lifetime", lifetime);
    if (approval != null) policy.set("approval", policy.objectNode().put("always", approval));
    if (dryRun != null) policy.put("dry-run", dryRun);
    return domain;
  }

  private static ObjectNode read(Path file, ObjectNode before) throws IOException {
    try {
      if (JsonMapper.shared().readTree(Files.readString(file)) instanceof ObjectNode written) {
        return written.has("name") ? written : written.set("name", before.get("name"));
      }
    } catch (JacksonException e) {
      throw new IOException(file + ": expected JSON: " + e.getOriginalMessage(), e);
    }
    throw new IOException(file + ": expected a JSON object, found something else");
  }

  private static void replace(ObjectNode domain, String key, List<String> values) {
    if (values.isEmpty()) return;
    var array = domain.putArray(key);
    values.forEach(array::add);
  }

  private static void change(ObjectNode domain, String key, List<String> more, List<String> less) {
    if (more.isEmpty() && (less.isEmpty() || !domain.has(key))) return;
    var all = new LinkedHashSet<String>();
    domain.path(key).forEach(value -> all.add(value.asString()));
    all.addAll(more);
    less.forEach(all::remove);
    var array = JsonNodeFactory.instance.arrayNode();
    all.forEach(array::add);
    domain.set(key, array);
  }
}
