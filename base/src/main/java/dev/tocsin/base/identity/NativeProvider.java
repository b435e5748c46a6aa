// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.base.identity;

import com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.security.Security;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The native provider without what its users must not get from it.
final class NativeProvider extends Provider {

  private static final long serialVersionUID = 1L;

  /// Its Mac compares each new key with the one before, which a DTLS session has destroyed by then:
  /// `equals` of a destroyed key throws and the handshake fails. The JDK's Mac keeps no key.
  private static final Set<String> LEFT_OUT = Set.of("Mac");

  private NativeProvider(Provider complete) {
    super("Tocsin-" + complete.getName(), complete.getVersionStr(), complete.getInfo());
    for (var service : complete.getServices()) {
      if (!LEFT_OUT.contains(service.getType())) putService(new Delegating(this, service));
    }
  }

  /// Installs it before all others, unless the library does not load or fails its own test.
  ///
  /// @return why not
  /// @throws LinkageError if there is no library for this platform
  static Optional<Throwable> putFirst() {
    var complete = AmazonCorrettoCryptoProvider.INSTANCE;
    var failure = complete.getLoadingError();
    if (failure != null) return Optional.of(failure);
    complete.assertHealthy();
    Security.insertProviderAt(new NativeProvider(complete), 1);
    return Optional.empty();
  }

  private static final class Delegating extends Service {

    private final Service service;

    Delegating(Provider provider, Service service) {
      super(
          provider,
          service.getType(),
          service.getAlgorithm(),
          service.getClassName(),
          List.of(),
          Map.of());
      this.service = service;
    }

    @Override
    public Object newInstance(Object parameter) throws NoSuchAlgorithmException {
      return service.newInstance(parameter);
    }

    @Override
    public boolean supportsParameter(Object parameter) {
      return service.supportsParameter(parameter);
    }
  }
}
