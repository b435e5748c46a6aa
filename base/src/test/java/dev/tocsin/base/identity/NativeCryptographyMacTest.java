// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.base.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import org.junit.jupiter.api.Test;

final class NativeCryptographyMacTest {

  /// A key as Scandium has them: once destroyed it answers nothing any more, not even equals.
  private static final class Destroyable implements SecretKey {
    private static final long serialVersionUID = 1L;
    private final byte[] secret;
    private boolean destroyed;

    Destroyable(int fill) {
      secret = new byte[32];
      Arrays.fill(secret, (byte) fill);
    }

    @Override
    public void destroy() {
      destroyed = true;
    }

    @Override
    public boolean equals(Object other) {
      if (destroyed) throw new IllegalStateException("secret destroyed!");
      return this == other;
    }

    @Override
    public int hashCode() {
      return 1;
    }

    @Override
    public String getAlgorithm() {
      return "MAC";
    }

    @Override
    public String getFormat() {
      return "RAW";
    }

    @Override
    public byte[] getEncoded() {
      return secret.clone();
    }
  }

  @Test
  void takesANewKeyAfterTheLastOneWasDestroyed() throws GeneralSecurityException {
    NativeCryptography.install();
    var mac = Mac.getInstance("HmacSHA256");
    var first = new Destroyable(1);
    mac.init(first);
    mac.doFinal(new byte[10]);
    first.destroy();

    mac.init(new Destroyable(2));

    assertThat(mac.doFinal(new byte[10])).hasSize(32);
  }
}
