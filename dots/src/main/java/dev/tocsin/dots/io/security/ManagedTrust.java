// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.io.security;

import dev.tocsin.base.identity.SharedSecret;
import dev.tocsin.base.identity.Trust;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/// Trust that files state, and what is added to it while the server runs. Any thread may ask and
/// change it. What the files say comes first.
public final class ManagedTrust implements Trust {

  /// @param fingerprints of public keys
  public record Additions(List<SharedSecret> secrets, List<String> fingerprints) {
    public Additions {
      secrets = List.copyOf(secrets);
      fingerprints = List.copyOf(fingerprints);
    }
  }

  // Handshakes are set up with them: they stay.
  private final List<X509Certificate> authorities;
  private volatile Trust files;
  private final Map<String, Additions> additions = new ConcurrentHashMap<>();
  private final Map<String, SharedSecret> secrets = new ConcurrentHashMap<>();
  private final Map<String, String> fingerprints = new ConcurrentHashMap<>();

  public ManagedTrust(Trust files) {
    this.files = files;
    this.authorities = files.authorities();
  }

  /// What one owner adds from now on, in the place of what it added before. One thread at a time.
  public void replace(String owner, Additions now) {
    var before = additions.getOrDefault(owner, new Additions(List.of(), List.of()));
    now.secrets().forEach(secret -> secrets.put(secret.identity(), secret));
    now.fingerprints().forEach(each -> fingerprints.put(each, owner));
    var kept = now.secrets().stream().map(SharedSecret::identity).collect(Collectors.toSet());
    var accepted = Set.copyOf(now.fingerprints());
    for (var secret : before.secrets()) {
      if (!kept.contains(secret.identity())) secrets.remove(secret.identity(), secret);
    }
    for (var fingerprint : before.fingerprints()) {
      if (!accepted.contains(fingerprint)) fingerprints.remove(fingerprint, owner);
    }
    if (now.secrets().isEmpty() && now.fingerprints().isEmpty()) additions.remove(owner);
    else additions.put(owner, now);
  }

  /// What the files say of keys from now on; the authorities stay as they were.
  public void reread(Trust now) {
    files = now;
  }

  public boolean isInFiles(String identity) {
    return files.sharedKey(identity).isPresent();
  }

  @Override
  public List<X509Certificate> authorities() {
    return authorities;
  }

  @Override
  public boolean acceptsRawKey(String fingerprint) {
    return files.acceptsRawKey(fingerprint) || fingerprints.containsKey(fingerprint);
  }

  @Override
  public Optional<byte[]> sharedKey(String identity) {
    return files
        .sharedKey(identity)
        .or(() -> Optional.ofNullable(secrets.get(identity)).map(SharedSecret::secret));
  }
}
