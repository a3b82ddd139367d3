package dev.tollgate.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * A certificate of its own signing for 127.0.0.1, and its private key.
 *
 * @param keyStore both, as PKCS 12
 * @param pem the certificate
 * @param privateKey the key, as PEM
 */
record TestCertificate(Path keyStore, Path pem, Path privateKey) {
    private static final String PASSWORD = "the-password-of-a-key-store";

    static TestCertificate make(Path folder, String name) throws IOException, InterruptedException {
        TestCertificate made = new TestCertificate(
                folder.resolve(name + ".p12"), folder.resolve(name + ".pem"), folder.resolve(name + "-key.pem"));
        String keytool =
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        Process process = new ProcessBuilder(
                        keytool,
                        "-genkeypair",
                        "-alias",
                        name,
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=" + name,
                        "-ext",
                        "SAN=ip:127.0.0.1",
                        "-keystore",
                        made.keyStore.toString(),
                        "-storepass",
                        PASSWORD)
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        try {
            KeyStore store = KeyStore.getInstance(made.keyStore.toFile(), PASSWORD.toCharArray());
            write(made.pem, "CERTIFICATE", store.getCertificate(name).getEncoded());
            write(
                    made.privateKey,
                    "PRIVATE KEY",
                    store.getKey(name, PASSWORD.toCharArray()).getEncoded());
        } catch (GeneralSecurityException e) {
            throw new IOException("The key store that keytool made is none.", e);
        }
        return made;
    }

    private static void write(Path file, String what, byte[] content) throws IOException {
        String lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
        Files.writeString(file, "-----BEGIN " + what + "-----\n" + lines + "\n-----END " + what + "-----\n");
    }

    String password() {
        return PASSWORD;
    }

    /** What an application is told, to have it. */
    List<String> serverSettings() {
        return List.of(
                "--spring.ssl.bundle.pem.tollgate.keystore.certificate=" + pem,
                "--spring.ssl.bundle.pem.tollgate.keystore.private-key=" + privateKey,
                "--server.ssl.bundle=tollgate");
    }

    /** A client that trusts it, and no other. */
    HttpClient trustingClient() throws GeneralSecurityException, IOException {
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        Certificate own = KeyStore.getInstance(keyStore.toFile(), PASSWORD.toCharArray())
                .getCertificate(keyStore.getFileName().toString().replace(".p12", ""));
        trusted.setCertificateEntry("own", own);
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return HttpClient.newBuilder().sslContext(context).build();
    }
}
