"""Names as one reads them on the letter boxes between Lyon, Annecy and Geneva, the usual ones first.

Common given and family names, put together by chance; whoever bears such a combination is not meant.
"""

_WOMEN = """
    Camille Léa Manon Chloé Emma Sarah Julie Marie Nathalie Isabelle Sandrine Céline Aurélie Sophie Élodie
    Laura Caroline Stéphanie Virginie Claire Anaïs Inès Lucie Pauline Margaux Océane Mathilde Charlotte
    Alice Louise Jeanne Juliette Zoé Lina Jade Rose Anna Mila Ambre Agathe Éléonore Gaëlle Maëlle Noémie
    Françoise Monique Catherine Martine Sylvie Brigitte Christine Valérie Véronique Patricia Corinne
    Laurence Karine Delphine Fatima Aminata Nadia Leïla Yasmine Samira Khadija Mariama Aïcha Giulia Chiara
    Francesca Elena Sofia Ana Beatriz Inês Mariana Heidi Ursula Annelise Béatrice Solène Tiphaine Bérénice
    Clémence Apolline Capucine Ludivine Séverine Rachel Esther Myriam Ngọc Thi Mei Agnieszka Katarzyna
    Oksana Svetlana Xhenita Arta Ayşe Elif Kim Anouk Fiona
"""

_MEN = """
    Thomas Lucas Hugo Nicolas Julien Antoine Pierre Alexandre Maxime Romain Guillaume Sébastien David
    Philippe Laurent Christophe Stéphane Olivier Frédéric Éric Michel Alain Bernard Jean Jacques Daniel
    Patrick Gérard André René Marcel Louis Gabriel Raphaël Arthur Jules Adam Léo Nathan Ethan Noah Paul
    Victor Clément Mathis Théo Baptiste Quentin Valentin Benoît Cédric Damien Fabien Jérôme Loïc Yann Gaël
    Ronan Maël Timothée Étienne Grégory Mohamed Karim Rachid Mehdi Youssef Amadou Ibrahima Moussa Ousmane
    Marco Luca Matteo Giovanni Alessandro Carlos Miguel João Tiago Rui Urs Beat Reto Jürg Dominik Florian
    Samuel Simon Élie Isaac Benjamin Minh Duc Wei Piotr Tomasz Andriy Dmitri Arben Besnik Mehmet Emre
    Kevin Steve Dylan Bryan Jean-Luc Jean-Noël Pierre-Yves Marc-Antoine
"""

_FAMILIES = """
    Martin Bernard Thomas Petit Robert Richard Durand Dubois Moreau Laurent Simon Michel Lefèvre Leroy
    Roux David Bertrand Morel Fournier Girard Bonnet Dupont Lambert Fontaine Rousseau Vincent Muller
    Lefebvre Faure André Mercier Blanc Guérin Boyer Garnier Chevalier François Legrand Gauthier Garcia
    Perrin Robin Clément Morin Nicolas Henry Roussel Mathieu Gautier Masson Marchand Duval Denis Dumont
    Marie Lemaire Noël Meyer Dufour Meunier Brun Blanchard Giraud Joly Rivière Lucas Brunet Gaillard
    Barbier Arnaud Martinez Gérard Roche Renard Schmitt Roy Leroux Colin Vidal Caron Picard Roger Fabre
    Aubert Lemoine Renaud Dumas Lacroix Olivier Philippe Bourgeois Pierre Benoît Rey Leclerc Payet Rolland
    Leclercq Guillaume Lecomte Lopez Jean Dupuy Guillot Hubert Berger Carpentier Sanchez Moulin Louis
    Deschamps Huet Vasseur Perez Boucher Fleury Royer Klein Jacquet Adam Paris Poirier Marty Aubry Guyot
    Carré Charles Renault Charpentier Ménard Maillard Baron Bertin Bailly Hervé Schneider Fernandez
    Le_Gall Collet Léger Bouvier Julien Prévost Millet Perrot Daniel Le_Roux Cousin Germain Breton Besson
    Langlois Rémy Le_Goff Pelletier Lévêque Perrier Leblanc Barré Lebrun Marchal Weber Mallet Hamon
    Boulanger Jacob Monnier Michaud Favre Rochat Bonvin Zbinden Aebischer Berset Blanchet Chappuis Cuendet
    Duperrex Fontannaz Genoud Gremaud Jaccard Jaquier Magnin Maillefer Monney Pasche Pittet Progin Pury
    Reymond Rossier Savary Schaller Sottas Tinguely Vuilleumier Wenger Zufferey Ziegler Frossard Cochet
    Collomb Burdet Lachenal Fillion Baud Tissot Deléglise Métral Bouchet Dunand Falcoz Gay Grosjean
    Jacquier Mugnier Périllat Paccard Servettaz Thévenod Vuarnet Benali Haddad Mansouri Cherif Bouaziz
    Diallo Traoré Camara Sow Ndiaye Koné Nguyen Tran Pham Ferreira Da_Silva Santos Pereira Rossi Ricci
    Bianchi Esposito Kowalski Nowak Shevchenko Gashi Krasniqi Yılmaz Kaya O’Connor Müller Schäfer Bühler
"""

WOMEN = tuple(_WOMEN.split())
MEN = tuple(_MEN.split())
FAMILIES = tuple(name.replace("_", " ") for name in _FAMILIES.split())
