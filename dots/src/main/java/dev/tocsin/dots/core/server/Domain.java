// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.core.server;

import dev.tocsin.base.net.Prefix;
import dev.tocsin.dots.core.mitigation.EnforcementPolicy;
import dev.tocsin.dots.core.server.policy.Admission;
import dev.tocsin.dots.core.server.policy.MitigatorChoice;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// A customer: who may speak for it, what it owns, how much it may ask for (RFC 9132 §8).
///
/// @param identities what a peer must prove to be; any one is enough
/// @param names domain names it owns, each with everything below it
/// @param mitigators whom it may use, in order of preference: the first that fits a scope and takes
///   it does it
public record Domain(
    String name,
    List<Credential> identities,
    List<Prefix> prefixes,
    List<String> names,
    List<MitigatorChoice> mitigators,
    Limits limits,
    Policy policy) {

  public Domain {
    identities = List.copyOf(identities);
    prefixes = List.copyOf(prefixes);
    names = List.copyOf(names);
    mitigators = List.copyOf(mitigators);
  }

  /// One way to recognise a peer.
  public sealed interface Credential {
    /// A DNS name, URI or address in the certificate's subjectAltName, or its subject's common
    /// name.
    record CertificateName(String name) implements Credential {}

    /// Base64url SHA-256 of the SubjectPublicKeyInfo: certificates and raw public keys.
    record KeyFingerprint(String fingerprint) implements Credential {}

    record PskIdentity(String identity) implements Credential {}
  }

  /// @param requestsPerSecond per client, averaged; bursts up to ten times of it
  /// @param mitigationsMax active and preconfigured ones, for the whole domain
  /// @param sessionsMax open at one time, for the whole domain
  public record Limits(double requestsPerSecond, int mitigationsMax, int sessionsMax) {
    public static final Limits DEFAULT = new Limits(50, 10_000, 1_000);
  }

  /// @param enforcement what mitigators are told with every order
  /// @param admission what requests may be like, and what they wait for
  public record Policy(
      Lifetimes lifetimes,
      OnOverlap onOverlap,
      EnforcementPolicy enforcement,
      Admission admission) {

    public static final Policy DEFAULT =
        new Policy(
            Lifetimes.DEFAULT, OnOverlap.REFUSE_NEWER, EnforcementPolicy.OPEN, Admission.OPEN);

    public Policy with(Lifetimes changed) {
      return new Policy(changed, onOverlap, enforcement, admission);
    }

    public Policy with(OnOverlap changed) {
      return new Policy(lifetimes, changed, enforcement, admission);
    }

    public Policy with(EnforcementPolicy changed) {
      return new Policy(lifetimes, onOverlap, changed, admission);
    }

    public Policy with(Admission changed) {
      return new Policy(lifetimes, onOverlap, enforcement, changed);
    }
  }

  /// @param max longest lifetime granted; an indefinite request gets it when indefinite is refused
  /// @param allowIndefinite whether a lifetime of -1 is granted
  /// @param terminating active-but-terminating period (RFC 9132 §4.4.4), doubled up to
  ///   terminatingMax
  public record Lifetimes(
      Duration max, boolean allowIndefinite, Duration terminating, Duration terminatingMax) {
    public static final Lifetimes DEFAULT =
        new Lifetimes(Duration.ofDays(1), true, Duration.ofSeconds(120), Duration.ofSeconds(300));
  }

  /// What happens when two clients of one domain ask for overlapping scopes (RFC 9132 §4.4.1.3).
  public enum OnOverlap {
    /// The later request gets 4.09; both clients are told.
    REFUSE_NEWER,
    /// The later request is accepted, the earlier one is deactivated (status 7, conflict-status 1).
    PREFER_NEWER,
    /// Both are active, both are told (conflict-status 2).
    KEEP_BOTH,
    /// Both are inactive, both are told (conflict-status 3).
    STOP_BOTH
  }

  /// All instances that any of its choices uses, each once.
  public List<String> mitigatorNames() {
    return mitigators.stream().flatMap(each -> each.instances().stream()).distinct().toList();
  }

  /// With one more peer that speaks for it.
  public Domain with(Credential credential) {
    if (identities.contains(credential)) return this;
    var more = new ArrayList<>(identities);
    more.add(credential);
    return new Domain(name, more, prefixes, names, mitigators, limits, policy);
  }

  /// Whether every address of the prefix is the domain's.
  public boolean owns(Prefix prefix) {
    return prefixes.stream().anyMatch(own -> own.contains(prefix));
  }
}
