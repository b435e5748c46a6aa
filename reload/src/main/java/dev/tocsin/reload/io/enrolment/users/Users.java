// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.io.enrolment.users;

import dev.tocsin.base.config.ConfigException;
import dev.tocsin.base.http.digest.DigestAlgorithm;
import dev.tocsin.base.http.digest.DigestSecrets;
import dev.tocsin.base.identity.SecretBox;
import dev.tocsin.base.store.StateFolder;
import dev.tocsin.reload.core.enrolment.Account;
import dev.tocsin.reload.core.enrolment.Account.Standing;
import dev.tocsin.reload.core.enrolment.Accounts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/// An overlay's users, a file each, so that a server finds what a command changes at the next
/// login, without being told. Changes are durable when they return. Any thread and process may use
/// it; one at a time changes it.
public final class Users implements DigestSecrets {

  private static final int PASSWORD_CHARS_MIN = 8;
  private static final int PASSWORD_CHARS_MAX = 256;
  private static final String LOCK = "users";
  // No user is called so.
  private static final String NOBODY = ".nobody";

  private final Path stateFolder;
  private final UserFile file;

  private Users(Path stateFolder, UserFile file) {
    this.stateFolder = stateFolder;
    this.file = file;
  }

  /// @param stateFolder made, mode 0700, if it is missing
  /// @param realm of HTTP Digest; passwords hold for no other
  /// @throws ConfigException if something there cannot be used
  public static Users open(Path stateFolder, String realm) {
    try (var _ = StateFolder.lock(stateFolder, LOCK)) {
      var box = SecretBox.openOrMake(stateFolder.resolve("users.key"));
      var users = new Users(stateFolder, new UserFile(box, realm));
      var nobody = new Account("nobody", List.of(), Standing.DENIED);
      if (!Files.exists(users.path(NOBODY))) {
        var secret = UUID.randomUUID().toString();
        users.file.write(users.path(NOBODY), StoredUser.of(nobody, realm, secret));
      }
      users.stored();
      return users;
    } catch (IOException e) {
      throw new ConfigException(stateFolder, "cannot be used: " + e.getMessage(), e);
    }
  }

  private Path path(String user) {
    return stateFolder.resolve("users").resolve(user);
  }

  @Override
  public String realm() {
    return file.realm();
  }

  @Override
  public Optional<String> secretOf(String user, DigestAlgorithm algorithm) {
    var stored = stored(user);
    // Who is not there takes as long as who is.
    var read = stored.orElseGet(() -> file.read(path(NOBODY)));
    var secret = read.secret(algorithm);
    return stored.filter(each -> mayLogIn(each.account())).flatMap(_ -> secret);
  }

  private static boolean mayLogIn(Account account) {
    return switch (account.standing()) {
      case Standing.Admitted _, Standing.Denied _ -> true;
      case Standing.Removed _ -> false;
    };
  }

  /// Somebody who may log in, denied ones included.
  public Optional<Account> find(String user) {
    return stored(user).map(StoredUser::account).filter(Users::mayLogIn);
  }

  private Optional<StoredUser> stored(String user) {
    if (user.startsWith(".") || user.indexOf('/') >= 0 || user.indexOf('\0') >= 0) {
      return Optional.empty();
    }
    var path = path(user);
    return Files.isRegularFile(path) ? Optional.of(file.read(path)) : Optional.empty();
  }

  /// All of them by their names, removed ones of which certificates may still live included.
  public List<Account> list() {
    return stored().stream().map(StoredUser::account).toList();
  }

  private List<StoredUser> stored() {
    var all = new ArrayList<StoredUser>();
    try (var files = Files.newDirectoryStream(stateFolder.resolve("users"))) {
      for (var each : files) {
        if (!each.getFileName().toString().startsWith(".")) all.add(file.read(each));
      }
    } catch (IOException e) {
      throw new ConfigException(stateFolder, "users cannot be read: " + e.getMessage(), e);
    }
    all.sort(Comparator.comparing(each -> each.account().user()));
    return all;
  }

  /// @throws ConfigException if he, or somebody with one of his names, is there
  public Account add(Account account, String password, Instant now) {
    requirePassword(password);
    return locked(
        () -> {
          var refusal = Accounts.refusal(account, list(), now);
          if (refusal.isPresent()) throw new ConfigException(refusal.get());
          file.write(path(account.user()), StoredUser.of(account, realm(), password));
          return account;
        });
  }

  private static void requirePassword(String password) {
    if (password.length() < PASSWORD_CHARS_MIN || password.length() > PASSWORD_CHARS_MAX) {
      throw new ConfigException(
          "expected a password of %d to %d characters, found %d"
              .formatted(PASSWORD_CHARS_MIN, PASSWORD_CHARS_MAX, password.length()));
    }
  }

  /// @throws ConfigException if he is not there
  public Account setPassword(String user, String password) {
    requirePassword(password);
    return changed(user, each -> StoredUser.of(each.account(), realm(), password));
  }

  /// Gives him no further certificates, or gives them again.
  ///
  /// @throws ConfigException if he is not there
  public Account deny(String user, boolean isDenied) {
    var standing = isDenied ? Standing.DENIED : Standing.ADMITTED;
    return changed(user, each -> each.as(standing));
  }

  /// Lets him in no more.
  ///
  /// @param until nobody else may be called so: when his last certificate has ended
  /// @throws ConfigException if he is not there
  public Account remove(String user, Instant until) {
    return changed(user, each -> each.as(new Standing.Removed(until)));
  }

  private Account changed(String user, UnaryOperator<StoredUser> change) {
    return locked(
        () -> {
          var before =
              stored(user)
                  .filter(each -> mayLogIn(each.account()))
                  .orElseThrow(() -> new ConfigException("there is no user '" + user + "'"));
          var after = change.apply(before);
          file.write(path(user), after);
          return after.account();
        });
  }

  private <T> T locked(Supplier<T> change) {
    try (var _ = StateFolder.lock(stateFolder, LOCK)) {
      return change.get();
    } catch (IOException e) {
      throw new ConfigException(stateFolder, "cannot be used: " + e.getMessage(), e);
    }
  }
}
