// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.io.manage;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tocsin.base.config.ConfigException;
import dev.tocsin.base.identity.SecretBox;
import dev.tocsin.dots.core.server.Customer;
import dev.tocsin.dots.core.server.Customer.SealedSecret;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BinaryOperator;
import java.util.function.Consumer;

/// The key with which customers' secrets in the store are sealed. A new one in the place of one
/// that is lost would lock customers out in silence: where the store holds secrets, the key must be
/// theirs.
public final class StoredSecrets {

  /// Beside the store, but not in it: whoever copies the store has not copied this.
  private static final String KEY_FILE = "secrets.key";

  private StoredSecrets() {}

  /// @param customers as the store has them
  /// @throws ConfigException if the key is not there, is damaged, or opens none of their secrets
  public static SecretBox key(Path stateFolder, List<Customer> customers) {
    var file = file(stateFolder);
    var sealed = customers.stream().flatMap(each -> each.secrets().stream()).toList();
    if (sealed.isEmpty()) return SecretBox.openOrMake(file);
    var box = readable(file, sealed.size());
    // One that is damaged is its customer's trouble; all of them are the key's.
    if (sealed.stream().noneMatch(each -> opens(box, each))) {
      throw unusable(file, "this is not the key that they were sealed with", sealed.size());
    }
    return box;
  }

  /// Servers on one store have to read what the others seal, before there is anything to read.
  ///
  /// @param agreed gives what the first of the servers proposed under a name
  /// @throws ConfigException if this server's key is not that of the others
  public static void agree(Path stateFolder, SecretBox box, BinaryOperator<String> agreed) {
    var proof = agreed.apply(KEY_FILE, box.seal(KEY_FILE, KEY_FILE.getBytes(UTF_8)));
    try {
      box.open(KEY_FILE, proof);
    } catch (ConfigException e) {
      throw new ConfigException(
          file(stateFolder),
          "this is not the key with which the other servers on the database seal secrets: put the"
              + " "
              + KEY_FILE
              + " of one of them in its place",
          e);
    }
  }

  /// The next server that starts decides about the key.
  ///
  /// @param disagree forgets what was agreed under a name
  public static void disagree(Consumer<String> disagree) {
    disagree.accept(KEY_FILE);
  }

  private static SecretBox readable(Path file, int sealed) {
    if (!Files.exists(file)) throw unusable(file, "no such file", sealed);
    try {
      return SecretBox.open(file);
    } catch (ConfigException e) {
      throw new ConfigException(e.getMessage() + advice(sealed), e);
    }
  }

  private static ConfigException unusable(Path file, String what, int sealed) {
    return new ConfigException(file, what + advice(sealed));
  }

  private static String advice(int sealed) {
    return ("; the store holds %d pre-shared key%s that only it opens: put it back from a"
            + " backup, or, if it is lost, give them up with 'tocsin dots server --forget-secrets' and issue new ones")
        .formatted(sealed, sealed == 1 ? "" : "s");
  }

  public static Path file(Path stateFolder) {
    return stateFolder.resolve(KEY_FILE);
  }

  /// Whether the customer's secrets can all be read with this key.
  public static boolean opens(SecretBox box, Customer customer) {
    return customer.secrets().stream().allMatch(each -> opens(box, each));
  }

  public static boolean opens(SecretBox box, SealedSecret sealed) {
    try {
      box.open(sealed.identity(), sealed.box());
      return true;
    } catch (ConfigException damaged) {
      return false;
    }
  }
}
